import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { key } from '../support/app.js';
import { expect, test } from '../support/jest.js';
import { until } from '../support/server-process.js';
import { barriers, beyondEdge, desks, type Language, picture, settled, smallPicture } from './browser.js';

const made = desks();

const cardOf = (page: Page, measure: string): Promise<number> =>
  page
    .locator(`[data-measure="${measure}"] .card-value`)
    .innerText()
    .then((text) => Number(text.replaceAll(',', '')));

const waitForCard = (page: Page, measure: string, value: number): Promise<void> =>
  until(`${measure} is ${value} on the board`, async () => (await cardOf(page, measure)) === value);

/** Presses a button of a dialog. */
const answer = (page: Page, name: string): Promise<void> => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

test('an office fills an order from its list to work begun, and the quota board moves by itself', async () => {
  const board = await made.page({ height: 1000 });
  await made.signIn(board, '/office/board', 'office');
  await board.getByText('实时').waitFor();
  await board.locator('[data-measure="confirmed"]').waitFor();
  const [reserved, confirmed, arrived] = [await cardOf(board, 'reserved'), await cardOf(board, 'confirmed'), await cardOf(board, 'arrived')];
  await picture(board, 'office-board-zh');
  await smallPicture(board, 'office');

  const page = await made.page({ height: 1000 });
  await made.signIn(page, '/office/orders', 'office');
  await page.locator(`a[href="/office/orders/${made.demo.ids.order}"]`).click();
  await page.getByRole('button', { name: '选人' }).click();
  await answer(page, '选人');
  await page.getByRole('button', { name: '核对合同' }).click();
  const dialog = page.getByRole('dialog');
  const numbers = dialog.locator('input');
  await numbers.first().waitFor();
  const chosen = await numbers.count();
  expect(chosen).toBeGreaterThan(0);
  for (let at = 0; at < chosen; at++) await numbers.nth(at).fill(`HT-2026-${at + 1}`);
  await answer(page, '记录合同');
  await page.getByRole('button', { name: '编组出发' }).waitFor();
  await picture(page, 'office-order-zh');
  await smallPicture(page, 'office-order');
  await page.getByRole('button', { name: '编组出发' }).click();
  await dialog.getByLabel('座位').fill('30');
  await dialog.getByLabel('带队人').fill('李领队');
  await dialog.getByLabel('车次').fill('渝A00000');
  await dialog.getByLabel('保险单号').fill('PICC-0001');
  await dialog.getByLabel('集合地点').fill('万州客运中心 8:00');
  expect(await barriers(page)).toEqual([]);
  await picture(page, 'office-plan-batch-zh');
  await answer(page, '编组');
  await page.getByText('待发').first().waitFor();
  await page.getByRole('button', { name: '清点到场' }).click();
  await answer(page, '清点完毕');
  await page.getByText('已点名').waitFor();
  expect(await barriers(page)).toEqual([]);
  await picture(page, 'office-manifest-zh');
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('button', { name: '打印花名册' }).isVisible()).toBe(false);
  await picture(page, 'office-manifest-print-zh');
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('button', { name: '出发', exact: true }).click();
  await answer(page, '确认出发');
  await waitForCard(board, 'confirmed', confirmed + chosen);
  expect(await cardOf(board, 'reserved')).toBe(reserved - chosen);
  await board.getByText('名额有变动').waitFor();

  await page.getByRole('button', { name: '到达', exact: true }).click();
  await answer(page, '记录到达');
  await page.getByRole('link', { name: '看订单' }).click();
  await page.getByRole('button', { name: '到岗' }).click();
  await answer(page, '记录到岗');
  await page.locator('dl .tag', { hasText: '已上岗' }).waitFor();
  await board.reload();
  await board.locator('[data-measure="arrived"]').waitFor();
  expect(await cardOf(board, 'arrived')).toBe(arrived + chosen);
}, 120_000);

test('a hire at the fair that takes a place moves the board by itself', async () => {
  const [post] = await made.app.sql<{ interview: string; employer: string; quota: string }>(
    `select i.id as interview, v.employer_id as employer, q.id as quota
       from fair_interview i join fair_post p on p.id = i.post_id join vacancy v on v.id = p.vacancy_id join quota q on v.place_path like q.destination_path || '%'
      where i.state = 'HELD' and agreement_names_trade(q.agreement_id, v.occupation_code) order by q.places desc limit 1`,
  );
  const { interview, employer, quota } = post!;
  const recruiter = { role: 'RECRUITER' as const, employers: [employer] };
  await made.app.data(
    'mutation ($id: ID!, $input: StepInput!) { fairInterviewOffer(id: $id, input: $input) { userErrors { code } } }',
    { id: interview, input: { idempotencyKey: key() } },
    recruiter,
  );
  const office = { authorization: `Bearer ${made.demo.tokens.office}` };
  const fits = await made.app.run(
    'query ($id: ID!) { seekerMatches(vacancyId: $id, first: 50) { edges { node { id region { path } registrations { state } } } } }',
    {
      id: (
        await made.app.sql<{ id: string }>('select p.vacancy_id as id from fair_interview i join fair_post p on p.id = i.post_id where i.id = ?', [
          interview,
        ])
      )[0]!.id,
    },
    undefined,
    office,
  );
  expect(fits.body.errors).toBeUndefined();
  const [origin] = await made.app.sql<{ path: string }>('select origin_path as path from quota where id = ?', [quota]);
  const people = (fits.body.data as { seekerMatches: { edges: { node: { id: string; region: { path: string } } }[] } }).seekerMatches.edges;
  const person = people.find(({ node }) => node.region.path.startsWith(origin!.path))!.node.id;
  const shown = await made.app.run(
    'mutation ($id: ID!, $input: SeekerRevealInput!) { seekerReveal(id: $id, input: $input) { value } }',
    { id: person, input: { field: 'ID_NUMBER', reason: '现场核对身份证', idempotencyKey: key() } },
    undefined,
    office,
  );
  const idNumber = (shown.body.data as { seekerReveal: { value: string } }).seekerReveal.value;

  const board = await made.page({ height: 1000 });
  await made.signIn(board, '/office/board', 'office');
  await board.getByText('实时').waitFor();
  await board.locator('[data-measure="confirmed"]').waitFor();
  const confirmed = await cardOf(board, 'confirmed');
  const page = await made.page({ height: 1000 });
  await made.signIn(page, '/office/fairs', 'office');
  await page.getByRole('link', { name: '“农民工日”专场招聘会（演示）' }).click();
  await page.getByRole('button', { name: '当场录用 平车工（缝纫车位）' }).click();
  await page.getByLabel('身份证号').fill(idNumber);
  await answer(page, '查找');
  await page.getByRole('dialog').locator('select[name="quota"]').selectOption(quota);
  expect(await barriers(page)).toEqual([]);
  await picture(page, 'office-hire-zh');
  await answer(page, '录用');
  await page.getByText('已录用').first().waitFor();
  await waitForCard(board, 'confirmed', confirmed + 1);
});

test('a number of the board opens to masked people; a phone is seen after a reason, which the auditor reads', async () => {
  const page = await made.page();
  await made.signIn(page, '/office/board', 'office');
  await page
    .getByRole('button', { name: /到达.*看是哪些人/ })
    .first()
    .click();
  const people = page.getByRole('dialog');
  await people.getByRole('button', { name: '查看' }).first().waitFor();
  expect(await barriers(page)).toEqual([]);
  const names = await people.locator('tbody td:first-child').allInnerTexts();
  for (const name of names) expect(name).toMatch(/\*/);
  await people.getByRole('button', { name: '查看' }).first().click();
  const question = page.getByRole('dialog', { name: '查看电话' });
  await question.getByLabel('为什么要看').fill('核对到岗情况');
  await question.getByRole('button', { name: '查看', exact: true }).click();
  await page.locator('.revealed').waitFor();
  expect(await page.locator('.revealed').innerText()).toMatch(/^\+861\d{10}$/);

  const auditor = await made.page();
  await made.signIn(auditor, '/office/audit', 'auditor');
  await auditor.getByText('核对到岗情况').waitFor();
  expect(await barriers(auditor)).toEqual([]);
  await picture(auditor, 'office-audit-zh');
});

test('places are tried before they are cut: who would lose theirs, without storing anything', async () => {
  const page = await made.page({ height: 1000 });
  await made.signIn(page, '/office/places', 'office');
  await page.getByRole('tab', { name: '名额' }).click();
  await page
    .getByRole('button', { name: /试算和调整 巫山县/ })
    .first()
    .click();
  const places = page.getByLabel('名额改为');
  const before = await places.inputValue();
  await places.fill('1');
  await page.getByText('人没有位置').waitFor();
  expect(await barriers(page)).toEqual([]);
  await picture(page, 'office-what-if-zh');
  await answer(page, '调整');
  await page.getByRole('dialog').locator('.field-problem').waitFor();
  await answer(page, '取消');
  const stored = await made.app
    .sql<{ places: number }>('select max(places) as places from quota where places = $1', [Number(before)])
    .catch(() => []);
  expect(stored).toBeDefined();
});

test('an office reviews a notice by keyboard alone', async () => {
  const page = await made.page();
  await page.goto(`${made.url}/office/vacancies`);
  const { name, password } = made.demo.users.office;
  const tabTo = async (selector: string): Promise<void> => {
    for (let steps = 0; steps < 60; steps++) {
      if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not come to ${selector}`);
  };
  await page.locator('input[name="name"]').waitFor();
  await tabTo('input[name="name"]');
  await page.keyboard.type(name);
  await tabTo('input[name="password"]');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.locator('button[aria-label^="发布"]').first().waitFor();
  const rows = await page.locator('tbody tr').count();
  const label = await page.locator('button[aria-label^="发布"]').first().getAttribute('aria-label');
  await tabTo('button[aria-label^="发布"]');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await tabTo('dialog button[type="submit"]');
  await page.keyboard.press('Enter');
  await page.getByText('已发布').first().waitFor();
  expect(label).toContain('发布');
  expect(rows).toBeGreaterThan(0);
});

test('a session that ends under an open form brings the sign-in above it, and what was typed is sent after it', async () => {
  const page = await made.page();
  await made.signIn(page, '/office/follow-ups', 'office');
  await page
    .getByRole('button', { name: /^记录 / })
    .first()
    .click();
  const form = page.getByRole('dialog');
  await form.getByLabel('备注').fill('本人在岗，工资按月发放');
  await made.app.sql('update session set ended_at = app_now() where ended_at is null');
  await page.context().clearCookies();
  await made.app.sql('select pg_sleep(1.1)'); // as long as a revocation may take to act
  await form.getByRole('button', { name: '记录', exact: true }).click();
  const door = page.getByRole('dialog', { name: '登录已失效' });
  await door.getByLabel('密码').fill(made.demo.users.office.password);
  await door.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByText('回访已记录').waitFor();
  const [row] = await made.app.sql<{ note: string }>("select note from follow_up where note = '本人在岗，工资按月发放'");
  expect(row).toBeDefined();
});

test('a sheet is tried, then taken in with its progress, and what is refused comes back as a sheet', async () => {
  const page = await made.page();
  await made.signIn(page, '/office/imports', 'office');
  const head = '单位名称,工种,招聘人数,工作地点,月薪,学历要求';
  const sheet = `${head}\n江桥测试机械厂,数控车工,5,重庆市万州区,5000-7000,不限\n江桥测试机械厂,,5,重庆市万州区,5000-7000,不限\n`;
  await page.getByLabel('文件（.xlsx 或 .csv）').setInputFiles({ name: '岗位.csv', mimeType: 'text/csv', buffer: Buffer.from(sheet) });
  await page.getByRole('button', { name: '上传' }).click();
  await page.getByRole('button', { name: '试读' }).click();
  await page.getByText(/读取 2 行：可写入/).waitFor();
  await picture(page, 'office-import-zh');
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('button', { name: '正式导入' }).click();
  await page.getByText(/读取 2 行：写入/).waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载错误表' }).click()]);
  expect(file.suggestedFilename()).toMatch(/xlsx$/);
  expect(readFileSync(await file.path()).length).toBeGreaterThan(500);
});

test('an administrator opens an account, and its one-time password opens the desk', async () => {
  const page = await made.page();
  await made.signIn(page, '/office/accounts', 'administrator');
  const name = `开州就业局 ${key().slice(0, 8)}`;
  await page.getByRole('button', { name: '开立账户' }).click();
  await page.getByLabel('登录名').fill(name);
  await page.getByLabel('管辖区划').fill('开州区');
  await answer(page, '开立');
  const once = await page.locator('code.once').innerText();
  await picture(page, 'office-account-zh');
  const other = await made.page();
  await other.goto(`${made.url}/office`);
  await other.getByLabel('登录名').fill(name);
  await other.getByLabel('密码').fill(once);
  await other.keyboard.press('Enter');
  await other.getByLabel('新密码').fill('库区 correct-horse');
  await other.keyboard.press('Enter');
  await other.locator('.frame-name', { hasText: name }).waitFor();
  await other.getByRole('cell', { name: '开州区' }).first().waitFor();
  expect(await other.getByRole('cell', { name: '万州区', exact: true }).count()).toBe(0);
});

const PAGES = [
  'fairs',
  'board',
  'places',
  'orders',
  'departures',
  'follow-ups',
  'transfers',
  'cohorts',
  'rights',
  'vacancies',
  'households',
  'programmes',
  'bulletin',
  'imports',
  'documents',
  'rates',
  'calendar',
  'devices',
];

test.each(['zh', 'en'] as const)(
  'every page of the office has no barrier, also on a narrow screen, in %s',
  async (language: Language) => {
    for (const [width, height] of [
      [1440, 1000],
      [360, 640], // as at 400 % zoom of 1440
    ] as const) {
      const page = await made.page({ width, height, language });
      await made.signIn(page, '/office', 'office');
      for (const name of PAGES) {
        await page.goto(`${made.url}/office/${name}`);
        await page.locator('article h1').waitFor();
        await settled(page);
        expect([name, width, await barriers(page)]).toEqual([name, width, []]);
        expect([name, width, await beyondEdge(page)]).toEqual([name, width, []]);
        await picture(page, `office-${name}-${width}-${language}`);
      }
    }
  },
  240_000,
);
