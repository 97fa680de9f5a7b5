import { readFileSync } from 'node:fs';
import { writeXlsx } from '../../src/platform/sheets/write.js';
import { expect, test } from '../support/jest.js';
import { barriers, desks, picture, settled, smallPicture } from './browser.js';

const made = desks();
const LONG_MS = 240_000;

test(
  'a day: a vacancy is written and submitted, places are looked at, somebody blind is interviewed and hired, an order is opened, who came is seen',
  async () => {
    const page = await made.page();
    await made.signIn(page, '/recruiter', 'recruiter');
    const link = (name: string) => page.getByRole('link', { name, exact: true });
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const dialog = page.getByRole('dialog');
    const said = (text: string) => page.locator('.toast', { hasText: text }).last().waitFor();

    // own vacancies, as a sheet too
    await page.getByRole('heading', { level: 1, name: '岗位' }).waitFor();
    const [sheet] = await Promise.all([page.waitForEvent('download'), button('导出 Excel').click()]);
    expect(
      readFileSync((await sheet.path())!)
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');

    // what labour law forbids is told, and mended; then it waits for review
    await page.getByRole('navigation', { name: '菜单' }).getByRole('link', { name: '新岗位' }).click();
    await page.getByLabel('岗位名称 *').fill('手机装配工');
    await page.getByLabel('工种').fill('普工');
    await page.getByLabel('工作地点 *').fill('深圳市');
    await page.getByLabel('工资从（元）').fill('4200');
    await page.getByLabel('到（元）').fill('6000');
    await page.getByLabel('做什么').fill('流水线装配，进厂交押金 500 元');
    await button('保存').click();
    await page.locator('.form-problem, .field-problem', { hasText: '押金' }).waitFor();
    await page.getByLabel('做什么').fill('流水线装配手机主板');
    await button('保存').click();
    await said('已提交审核');
    await page.locator('dd .tag', { hasText: '审核' }).waitFor();

    // places first
    await link('剩余名额').click();
    const left = page.locator('td strong').first();
    await left.waitFor();
    expect(Number((await left.innerText()).replace(',', ''))).toBeGreaterThan(0);

    // nobody put forward has a name here before consent or hire
    await link('候选人与面试').click();
    await page.getByLabel('状态').selectOption('ISSUED');
    const candidate = page.locator('.candidate').first();
    await candidate.getByRole('heading', { name: /^候选人 \w{6}$/ }).waitFor();
    await candidate.getByRole('list', { name: '理由和差距' }).waitFor();
    expect(await candidate.getByRole('button', { name: '查看电话' }).count()).toBe(0);
    const code = (await candidate.getByRole('heading').innerText()).slice(-6);
    await button(`记录面试 ${code}`).click();
    await dialog.getByRole('button', { name: '记录' }).click();
    await said('面试已记录');
    await page.getByLabel('状态').selectOption('INTERVIEWED');
    await button(`录用 ${code}`).click();
    await dialog.getByRole('button', { name: '录用' }).click();
    await said('已录用');
    await page.getByLabel('状态').selectOption('HIRED');
    await page.getByRole('button', { name: '查看电话' }).first().waitFor();
    const names = await page.locator('.candidate h3').allInnerTexts();
    expect(names.every((name) => !name.startsWith('候选人'))).toBe(true);

    // the hire is confirmed once the person works
    await link('录用与留用').click();
    await page
      .getByRole('button', { name: /^确认到岗：/ })
      .first()
      .click();
    await dialog.getByRole('button', { name: '确认' }).click();
    await said('已确认');
    await page.getByText('100%').first().waitFor();

    // people for a day together
    await link('用工订单').click();
    await button('下订单').click();
    await dialog.getByLabel('岗位').selectOption({ index: 1 });
    await dialog.getByLabel('人数').fill('2');
    await dialog.getByRole('button', { name: '下订单' }).click();
    await said('订单已下');
    await page.locator('td .tag', { hasText: '接单' }).first().waitFor();
  },
  LONG_MS,
);

test(
  'a sheet of vacancies is tried, what is refused comes back as a sheet, the rest is taken in, waits for review, and is withdrawn',
  async () => {
    const page = await made.page();
    await made.signIn(page, '/recruiter', 'recruiter');
    const [{ name: own }] = (await made.app.sql<{ name: string }>('select name from employer where id = ?', [made.demo.ids.employer])) as [
      { name: string },
    ];
    const columns = ['岗位名称', '用人单位', '工作地点', '工资', '招聘人数'].map((title) => ({ key: title, title }));
    const row = (title: string, employer: string, pay: string) => ({
      岗位名称: title,
      用人单位: employer,
      工作地点: '渝中区',
      工资: pay,
      招聘人数: 3,
    });
    const rows = [row('表上来的缝纫工', own, '5000-7000元/月'), row('表上来的焊工', own, '很多'), row('别家的电工', '别家公司', '6000元/月')];
    await page.getByRole('link', { name: '批量上传' }).first().click();
    await page
      .locator('#sheet')
      .setInputFiles({ name: '岗位.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from(await writeXlsx(columns, rows)) });
    await page.getByRole('button', { name: '上传', exact: true }).click();
    await page.getByRole('button', { name: '试读' }).click();
    await page.getByText('读取 3 行：可写入 1，此前已有 0，拒绝 2。').waitFor();
    await page.getByRole('cell', { name: /用人单位不是本账号的单位/ }).waitFor();
    const count = async () => Number((await made.app.sql<{ n: string }>("select count(*) as n from vacancy where title like '表上来的%'"))[0]!.n);
    expect(await count()).toBe(0);
    const [sheet] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载错误表' }).click()]);
    expect(readFileSync(await sheet.path()).length).toBeGreaterThan(1_000);
    await picture(page, 'recruiter-upload-zh', { whole: true });
    await page.getByRole('button', { name: '正式导入' }).click();
    await page.getByText('读取 3 行：写入 1，此前已有 0，拒绝 2。').waitFor();
    expect(await made.app.sql("select state from vacancy where title like '表上来的%'")).toEqual([{ state: 'UNDER_REVIEW' }]);
    await page.getByRole('button', { name: '撤回导入' }).click();
    await page.getByRole('dialog').getByLabel('原因').fill('工资写错了');
    await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await made.app.sql("select state from vacancy where title like '表上来的%'")).toEqual([{ state: 'CLOSED' }]);
  },
  LONG_MS,
);

test(
  'no page has a barrier, in both languages; an order of before shows who came',
  async () => {
    for (const language of ['zh', 'en'] as const) {
      const page = await made.page({ language });
      await made.signIn(page, '/recruiter', 'recruiter');
      for (const path of ['vacancies', 'vacancies/new', 'imports', 'candidates', 'places', 'orders', 'departures', 'people']) {
        await page.goto(`${made.url}/recruiter/${path}`);
        await page.locator('h1').waitFor();
        await settled(page);
        expect([path, await barriers(page)]).toEqual([path, []]);
        await picture(page, `recruiter-${path.replace('/', '-')}-${language}`, { whole: true });
      }
      await page.goto(`${made.url}/recruiter/candidates`);
      await page.locator('h2 a').first().click();
      await page.locator('.candidate').first().waitFor();
      expect(await barriers(page)).toEqual([]);
      await picture(page, `recruiter-vacancy-${language}`, { whole: true });
      if (language === 'zh') await smallPicture(page, 'recruiter');
      await page.goto(`${made.url}/recruiter/departures`);
      await page.locator('td a').first().click();
      await page.locator('dl.facts').waitFor();
      await settled(page);
      expect(await barriers(page)).toEqual([]);
      expect(await page.locator('td .tag').count()).toBeGreaterThan(1);
      await picture(page, `recruiter-order-${language}`, { whole: true });
    }
  },
  LONG_MS,
);
