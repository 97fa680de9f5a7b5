import { readFileSync } from 'node:fs';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { expect, test } from '../support/jest.js';
import { barriers, desks, type Language, picture, press, settled, smallPicture, tabTo, type } from './browser.js';

const made = desks();
const LONG_MS = 240_000;
const NUMBER = 41_000;

/** Signs in by keyboard. */
async function arrive(language: Language = 'zh') {
  const page = await made.page({ language });
  const { name, password } = made.demo.users.intermediary;
  await page.goto(`${made.url}/intermediary`);
  await type(page, page.locator('input[name="name"]'), name);
  await type(page, page.locator('input[name="password"]'), password);
  await page.keyboard.press('Enter');
  await page.locator('.frame-name').waitFor();
  return page;
}

test(
  'a day by keyboard only: a call that was due, an intake, a referral with its letter and outcome, a group from the list to work, the statement',
  async () => {
    const page = await arrive();
    const link = (name: string) => page.getByRole('link', { name, exact: true });
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const dialog = page.getByRole('dialog');
    const said = (text: string) => page.locator('.toast', { hasText: text }).last().waitFor();

    // the most overdue call is taken down
    await page.getByRole('heading', { level: 1, name: '今日待办' }).waitFor();
    await press(page, page.getByRole('button', { name: /^记录 .+ 的回访$/ }).first());
    await press(page, dialog.getByRole('button', { name: '记录' }));
    await said('回访已记录');

    // somebody comes to the counter; a wrong ID number is told at its field
    await press(page, link('新登记'));
    await type(page, page.getByLabel('姓名 *'), '牟晓川');
    await type(page, page.getByLabel('身份证号 *'), '500101198808081235');
    await type(page, page.getByLabel('居住地 *'), '万州区');
    await type(page, page.getByLabel('想去的地方 *'), '上海、沙坪坝区');
    await press(page, button('登记'));
    await page.locator('.field-wrong', { hasText: '身份证号' }).waitFor();
    await type(page, page.getByLabel('身份证号 *'), syntheticResidentId(NUMBER, '1990-05-06', 'MALE'));
    await press(page, button('登记'));
    await said('已登记');
    await press(page, page.getByRole('link', { name: /看合适的岗位/ }));
    await page.getByRole('heading', { level: 1, name: '牟晓川' }).waitFor();

    // a post that fits, with its reasons; the letter is issued and stands ready to print
    await page.getByRole('list', { name: '理由' }).first().waitFor();
    await press(page, page.getByRole('button', { name: /^推荐 牟晓川 应聘/ }).first());
    await press(page, dialog.getByRole('button', { name: '开推荐信' }));
    await said('推荐信已开');
    await press(page, link('打印推荐信'));
    await page.locator('.paper', { hasText: '兹推荐 牟晓川' }).waitFor();
    expect(await page.locator('.paper').innerText()).toContain('回执');
    await page.emulateMedia({ media: 'print' });
    await picture(page, 'intermediary-letter-print', { whole: true });
    expect(await page.getByRole('button', { name: '打印推荐信和回执' }).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    const number = /TJ\d{8}-\w+/.exec(await page.locator('h1').first().innerText())![0];

    // the counterfoil comes back: not hired, after a question since it cannot be taken back
    await press(page, link('推荐与结果'));
    await press(page, button(`记结果 ${number}`));
    await tabTo(page, dialog.getByLabel('结果'));
    for (let down = 0; down < 3; down++) await page.keyboard.press('ArrowDown');
    await type(page, dialog.getByLabel('原因'), '没有相关经验');
    await press(page, dialog.getByRole('button', { name: '记录' }));
    await press(page, page.getByRole('dialog', { name: /记为/ }).getByRole('button', { name: '记为“未录用”' }));
    await said('已记为“未录用”');

    // the order: chosen, contracts, a batch with its manifest, heads counted, on the way, there, at work
    await press(page, link('订单与组团'));
    await press(page, page.locator('td a').first());
    await press(page, button('选人'));
    await press(page, dialog.getByRole('button', { name: '选人' }));
    await said('人选已定');
    await press(page, button('核对合同'));
    await press(page, dialog.getByRole('button', { name: '记录合同' }));
    await said('合同已核对');
    await press(page, button('编组出发'));
    await type(page, dialog.getByLabel('带队人'), '李领队');
    await type(page, dialog.getByLabel('车次'), 'K72');
    await type(page, dialog.getByLabel('保险单号'), 'PICC-2026-0099');
    await type(page, dialog.getByLabel('集合地点'), '万州北站');
    await press(page, dialog.getByRole('button', { name: '编组' }));
    await page.locator('.paper', { hasText: '劳务输出人员名册' }).waitFor();
    const heads = await page.locator('.paper table').last().locator('tbody tr').count();
    await page.emulateMedia({ media: 'print' });
    await picture(page, 'intermediary-manifest-print', { whole: true });
    await page.emulateMedia({ media: 'screen' });
    await press(page, button('清点到场'));
    await press(page, dialog.getByRole('button', { name: '清点完毕' }));
    await said('清点完毕');
    await press(page, button('出发'));
    await press(page, dialog.getByRole('button', { name: '确认出发' }));
    await said('已记录出发');
    await press(page, button('到达'));
    await press(page, dialog.getByRole('button', { name: '记录到达' }));
    await said('已记录到达');
    expect(await barriers(page)).toEqual([]);
    for (const language of ['zh', 'en']) {
      await page.evaluate(`localStorage.setItem('jiangqiao-language', '${language}')`);
      await page.reload();
      await page.locator('.paper').waitFor();
      await picture(page, `intermediary-departure-${language}`, { whole: true });
    }
    await page.evaluate(`localStorage.setItem('jiangqiao-language', 'zh')`);
    await page.reload();
    await press(page, link('看订单'));
    await press(page, button('到岗'));
    await press(page, dialog.getByRole('button', { name: '记录到岗' }));
    await said('已记录到岗');

    // the day's result
    await press(page, link('成效报表'));
    const hired = page.locator('.card', { hasText: /录用$/ }).first().locator('.card-value');
    await hired.waitFor();
    expect(heads).toBeGreaterThan(1);
    expect(Number(await hired.innerText())).toBe(heads);
  },
  LONG_MS,
);

test('people of others are not there, and the way on is said', async () => {
  const page = await arrive();
  await page.goto(`${made.url}/intermediary/roster/${made.demo.ids.seeker}`);
  await page.getByText('花名册里没有这个人').waitFor();
  await page.getByRole('link', { name: '回到花名册' }).click();
  await page.getByRole('heading', { level: 1, name: '花名册' }).waitFor();
});

test('a sheet is tried, its wrong row comes back with the reason, and the rest is taken in', async () => {
  const page = await arrive();
  await page.goto(`${made.url}/intermediary/imports`);
  const rows = [
    '姓名,身份证号,居住地,求职工种,意向地区',
    `冉表格,${syntheticResidentId(NUMBER + 1, '1985-03-04', 'FEMALE')},开州区,缝纫工,浙江`,
    '向错误,123,开州区,缝纫工,浙江',
  ];
  const [template] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载模板：求职登记' }).click()]);
  expect(
    readFileSync((await template.path())!)
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
  await page.getByLabel('文件（.xlsx 或 .csv）').setInputFiles({ name: '花名册.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
  await page.getByRole('button', { name: '上传' }).click();
  await page.getByRole('button', { name: '试读' }).click();
  await page.getByText('读取 2 行：可写入 1，此前已有 0，拒绝 1。').waitFor();
  await page.getByRole('region', { name: '被拒绝的行' }).getByText('身份证号').first().waitFor();
  await picture(page, 'intermediary-import-zh', { whole: true });
  const [refused] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载错误表' }).click()]);
  expect(refused.suggestedFilename()).toBe('refused.xlsx');
  await page.getByRole('button', { name: '正式导入' }).click();
  await page.getByText('读取 2 行：写入 1，此前已有 0，拒绝 1。').waitFor();
  await page.goto(`${made.url}/intermediary/roster`);
  await page.getByRole('link', { name: '冉表格' }).waitFor();
});

test(
  'no page has a barrier, in both languages',
  async () => {
    const { rosterSeeker, vacancy } = made.demo.ids;
    for (const language of ['zh', 'en'] as const) {
      const page = await arrive(language);
      for (const [name, path] of [
        ['reminders', 'reminders'],
        ['roster', 'roster'],
        ['person', `roster/${rosterSeeker}`],
        ['intake', 'intake'],
        ['imports', 'imports'],
        ['matches', `matches?seeker=${rosterSeeker}&vacancy=${vacancy}`],
        ['referrals', 'referrals'],
        ['orders', 'orders'],
        ['departures', 'departures'],
        ['statement', 'statement'],
      ] as const) {
        await page.goto(`${made.url}/intermediary/${path}`);
        await page.locator('h1').waitFor();
        await settled(page);
        expect([path, await barriers(page)]).toEqual([path, []]);
        await picture(page, `intermediary-${name}-${language}`, { whole: true });
        if (name === 'matches' && language === 'zh') await smallPicture(page, 'intermediary');
      }
      await page.goto(`${made.url}/intermediary/orders`);
      await page.locator('td a').first().click();
      await page.locator('dl.facts').waitFor();
      expect(await barriers(page)).toEqual([]);
      await picture(page, `intermediary-order-${language}`, { whole: true });
    }
  },
  LONG_MS,
);
