import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from '../support/jest.js';
import { until } from '../support/server-process.js';
import { barriers, beyondEdge, desks, picture, settled } from './browser.js';
import { Hall } from './hall.js';

const made = desks();
afterEach(() => made.leave());
const hall = new Hall(made);
const STORY_MS = 240_000;
const PAGES = {
  matches: ['适合我的岗位', 'Posts for me'],
  referrals: ['我的推荐', 'My referrals'],
  fairs: ['招聘会', 'Job fairs'],
  record: ['我的登记', 'My record'],
  consents: ['我的同意', 'My consents'],
  readings: ['谁看过我的信息', 'Who read what'],
  data: ['我的数据', 'My data'],
} as const;

test(
  'each page has no barrier, on a phone and on a desk, in both languages',
  async () => {
    for (const language of ['zh', 'en'] as const) {
      for (const size of [
        { width: 390, height: 844 },
        { width: 1440, height: 900 },
      ]) {
        const page = await made.page({ ...size, language });
        await made.signIn(page, '/me', 'seeker');
        for (const [path, [zh, en]] of Object.entries(PAGES)) {
          await page.goto(`${made.url}/me/${path}`);
          await page.getByRole('heading', { level: 1, name: language === 'zh' ? zh : en }).waitFor();
          await page.locator('.page section').first().waitFor();
          await settled(page);
          await picture(page, `me-${path}-${language}-${size.width}`);
          expect([path, language, size.width, await barriers(page)]).toEqual([path, language, size.width, []]);
          expect([path, size.width, await beyondEdge(page)]).toEqual([path, size.width, []]);
        }
      }
    }
  },
  STORY_MS,
);

test(
  'a seeker registers for a fair, cancels, registers again, and the pass that is shown opens the gate',
  async () => {
    const page = await made.page({ width: 390, height: 844, touch: true });
    await made.signIn(page, '/me', 'seeker');
    await page.goto(`${made.url}/me/fairs`);
    const open = page.locator('.page section', { has: page.locator('.tag', { hasText: '进行中' }) });
    await open.getByRole('button', { name: '预约' }).click();
    await open.getByRole('img', { name: '入场码的二维码' }).waitFor();
    const first = await open.locator('.pass-code').innerText();
    await open.getByRole('button', { name: '取消预约' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '取消预约' }).click();
    await open.getByRole('button', { name: '预约', exact: true }).click();
    const shown = open.locator('.pass-code').filter({ hasNotText: first });
    await shown.waitFor();
    const pass = await shown.innerText();
    await picture(page, 'me-pass-zh-390', { whole: true });
    const at = (code: string) => hall.does('fairVisitCheckIn', 'FairVisitCheckInInput', { fair: made.demo.ids.fair, pass: code }, 'visit { state }');
    expect((await at(first)).userErrors).toHaveLength(1);
    expect(await at(`jq:pass:${pass}`)).toMatchObject({ visit: { state: 'CHECKED_IN' }, userErrors: [] });
    await page.reload();
    await open.getByText('已进场').waitFor();
    expect(await open.getByRole('button', { name: '取消预约' }).count()).toBe(0);
  },
  STORY_MS,
);

test(
  'a seeker sees matches with reasons, gives and takes back a consent, sees who read what, exports everything, and erases themself',
  async () => {
    const { seeker } = made.demo.ids;
    const office = 'mutation ($id: ID!, $input: SeekerRevealInput!) { seekerReveal(id: $id, input: $input) { value userErrors { code } } }';
    const input = { field: 'PHONE', reason: '通知面试', idempotencyKey: crypto.randomUUID() };
    expect((await hall.send(office, { id: seeker, input })).userErrors).toEqual([]);
    const page = await made.page({ width: 390, height: 844, touch: true });
    await made.signIn(page, '/me', 'seeker');
    const to = async (name: string): Promise<void> => {
      await page.getByRole('button', { name: '菜单' }).click();
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
    };
    await page.locator('tbody tr').first().waitFor();
    expect(await page.locator('tbody tr').first().locator('td').last().innerText()).toMatch(/[\u4e00-\u9fff]/);

    await to('谁看过我的信息');
    await page.getByRole('cell', { name: '通知面试' }).waitFor();

    await to('我的同意');
    const given = page.locator('tbody tr', { has: page.getByRole('button', { name: '撤回' }) });
    await given.first().waitFor();
    const before = (await given.count()) + 1;
    await page.getByLabel('机构').selectOption({ index: 3 });
    await page.getByRole('button', { name: '同意', exact: true }).click();
    await page.getByText('已同意', { exact: true }).waitFor();
    await until('the new one is listed', async () => (await given.count()) === before, 20_000);
    await given.first().getByRole('button', { name: '撤回' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click();
    await page.getByText('已撤回同意').waitFor();
    await until('one less can be taken back', async () => (await given.count()) === before - 1, 20_000);
    const stands = await made.app.sql<{ withdrawn: boolean }>(
      "select withdrawn_at is not null as withdrawn from consent where seeker_id = ? and purpose = 'SHARING'",
      [seeker],
    );
    expect(stands).toEqual([{ withdrawn: true }]);

    await to('我的登记');
    const name = await page.locator('dl.facts dd').first().innerText();
    await to('我的数据');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出我的全部信息' }).click()]);
    const held = readFileSync(await file.path(), 'utf8');
    expect(JSON.parse(held)).toBeInstanceOf(Object);
    expect(held).toContain(name);

    await page.getByRole('button', { name: '删除我的全部信息' }).click();
    await page.getByRole('dialog').getByLabel('请写明原因').fill('不再使用');
    await page.getByRole('button', { name: '取消' }).click();
    await page.getByRole('button', { name: '删除我的全部信息' }).click();
    await page.getByRole('dialog').getByLabel('请写明原因').fill('不再使用');
    await page.getByRole('button', { name: '永久删除' }).click();
    await page.getByLabel('登录名').waitFor();
    await page.getByLabel('登录名').fill(made.demo.users.seeker.name);
    await page.getByLabel('密码').fill(made.demo.users.seeker.password);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.locator('.field-problem').waitFor();
  },
  STORY_MS,
);
