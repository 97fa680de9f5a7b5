import type { Page } from 'playwright-core';
import { expect, test } from '../support/jest.js';
import { barriers, desks, picture, settled } from './browser.js';

const made = desks();
const LONG_MS = 240_000;

/** Presses a button of the dialog on top. */
const answer = (page: Page, name: string): Promise<void> => page.getByRole('dialog').last().getByRole('button', { name, exact: true }).click();

test(
  'a violation of rights is taken up in the list of transfers, and settled on the page of cases',
  async () => {
    const page = await made.page({ height: 1000 });
    await made.signIn(page, '/office/transfers', 'office');
    await page.getByLabel('状态').selectOption('ON_POST');
    await settled(page);
    await picture(page, 'office-transfers-zh');
    await page
      .getByRole('button', { name: /^办理 / })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('下一步').selectOption('rights');
    await dialog.getByLabel('侵权情况').fill('拖欠两个月工资');
    expect(await barriers(page)).toEqual([]);
    await picture(page, 'office-transfer-step-zh');
    await answer(page, '记录');
    await page.locator('.toast', { hasText: '已立案' }).waitFor();

    await page.goto(`${made.url}/office/rights`);
    const row = page.getByRole('row').filter({ hasText: '拖欠两个月工资' });
    await row.waitFor();
    const [filed] = await made.app.sql<{ due: string | null; state: string }>(
      "select to_char(due_on, 'YYYY-MM-DD') as due, state from rights_case where problem = '拖欠两个月工资'",
    );
    expect(filed!.state).toBe('OPEN');
    expect(await row.innerText()).toContain(filed!.due ?? '放假安排表未录入');
    expect(await barriers(page)).toEqual([]);
    await picture(page, 'office-rights-zh');
    await row.getByRole('button', { name: /^办结 / }).click();
    await page.getByRole('dialog').getByLabel('处理结果').fill('工资已补发');
    await answer(page, '办结');
    await page.locator('.toast', { hasText: '已办结' }).waitFor();
    await page.getByLabel('状态').selectOption('CLOSED');
    await page.getByRole('row').filter({ hasText: '工资已补发' }).waitFor();
  },
  LONG_MS,
);

test('retention is a chart with its table, by county, agency and employer', async () => {
  const page = await made.page({ height: 1000 });
  await made.signIn(page, '/office/cohorts', 'office');
  for (const by of ['COUNTY', 'INSTITUTION', 'EMPLOYER']) {
    await page.getByLabel('按', { exact: true }).selectOption(by);
    await settled(page);
    await page.locator('.chart svg').first().waitFor();
    const table = page.locator('.screen-only table');
    const arrived = await table.locator('tbody tr td:nth-child(3)').allInnerTexts();
    const sum = arrived.reduce((all, text) => all + Number(text.replaceAll(',', '')), 0);
    expect(sum).toBeGreaterThan(0);
    expect(Number((await table.locator('tfoot td:nth-child(3)').innerText()).replaceAll(',', ''))).toBe(sum);
    expect([by, await barriers(page)]).toEqual([by, []]);
  }
  await picture(page, 'office-cohorts-zh', { whole: true });
});

test('a rate is put on file with its source, and a wrong one withdrawn', async () => {
  const page = await made.page({ height: 1000 });
  await made.signIn(page, '/office/rates', 'office');
  await page.getByRole('button', { name: '录入参数' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('参数').selectOption('POST_SUBSIDY');
  await dialog.getByLabel(/^数值/).fill('512.5');
  await dialog.getByLabel('依据').selectOption('RECALLED');
  await dialog.getByLabel('出处').fill('端到端测试');
  expect(await barriers(page)).toEqual([]);
  await answer(page, '录入');
  await page.locator('.toast', { hasText: '参数已录入' }).waitFor();
  const [stored] = await made.app.sql<{ value: string }>("select value::text from policy_rate where source = '端到端测试'");
  expect(stored!.value).toBe('51250');
  await page.getByLabel('参数', { exact: true }).selectOption('POST_SUBSIDY');
  const row = page.getByRole('row').filter({ hasText: '端到端测试' });
  await row.waitFor();
  await picture(page, 'office-rates-zh');
  await row.getByRole('button', { name: /^撤销 / }).click();
  await page.getByRole('dialog').getByLabel('原因').fill('录错');
  await answer(page, '撤销');
  await row.getByText(/撤销$/).waitFor();
  for (const tab of ['期限与年龄', '享受条件']) {
    await page.getByRole('tab', { name: tab }).click();
    await settled(page);
    expect([tab, await barriers(page)]).toEqual([tab, []]);
  }
});

test('an administrator puts a holiday table on file after a question, and issues a key that opens the API until it is revoked', async () => {
  const page = await made.page({ height: 1000 });
  await made.signIn(page, '/office/calendar', 'administrator');
  const enter = page.getByRole('button', { name: '录入放假安排表' });
  for (let year = new Date().getFullYear() + 1; !(await enter.isVisible()); year++) {
    await page.getByRole('button', { name: `看 ${year} 年` }).click();
    await page.getByRole('button', { name: `看 ${year + 1} 年` }).waitFor();
    await settled(page);
  }
  await enter.click();
  const dialog = page.getByRole('dialog').first();
  await dialog.getByLabel('年份').fill('2031');
  await dialog.getByLabel('放假的日子').fill('2031-01-01，2031-13');
  await dialog.getByLabel('依据').fill('端到端测试');
  await answer(page, '录入');
  await page.locator('.field-problem', { hasText: '不是日期' }).waitFor();
  await dialog.getByLabel('放假的日子').fill('2031-01-01 2031-01-23\n2031-01-24');
  await dialog.getByLabel('上班的周六、周日').fill('2031-01-19');
  expect(await barriers(page)).toEqual([]);
  await answer(page, '录入');
  await page.getByText('录入后只能修正今天以后的日子').waitFor();
  await answer(page, '录入');
  await page.getByRole('cell', { name: '1、23、24' }).waitFor();
  await page.getByRole('button', { name: '修正放假安排表' }).click();
  await dialog.getByLabel('放假的日子').fill('2031-01-01 2031-01-23 2031-01-27');
  await dialog.getByLabel('依据').fill('端到端测试：调休通知');
  await answer(page, '修正');
  await page.getByText('原表留存').waitFor();
  await answer(page, '修正');
  await page.getByRole('cell', { name: '1、23、27' }).waitFor();
  await picture(page, 'office-calendar-zh');

  await page.goto(`${made.url}/office/keys`);
  await page.getByRole('button', { name: '发放密钥' }).click();
  await page.getByRole('dialog').getByLabel('账户').selectOption({ index: 1 });
  await page.getByRole('dialog').getByLabel('用途').fill('对方招聘系统');
  expect(await barriers(page)).toEqual([]);
  await picture(page, 'office-key-issue-zh');
  await answer(page, '发放');
  const secret = await page.locator('code.once').innerText();
  const opened = async (): Promise<boolean> => {
    const { body } = await made.app.run('{ viewer { role } }', {}, undefined, { authorization: `Bearer ${secret}` });
    return (body.data as { viewer?: { role: string } } | undefined)?.viewer?.role === 'OFFICE';
  };
  expect(await opened()).toBe(true);
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click();
  const row = page.getByRole('row').filter({ hasText: '对方招聘系统' });
  await row.getByRole('button', { name: /^吊销/ }).click();
  await answer(page, '吊销');
  await row.getByText('已吊销').waitFor();
  await made.app.sql('select pg_sleep(1.1)'); // as long as a revocation may take to act
  expect(await opened()).toBe(false);
  expect(await barriers(page)).toEqual([]);
});
