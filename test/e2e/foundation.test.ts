import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { desks as roles } from '../../src/desks.js';
import { ROLES } from '../../src/platform/access/viewer.js';
import { expect, test } from '../support/jest.js';
import { anAccount } from '../support/sessions.js';
import { barriers, desks, picture } from './browser.js';

const made = desks();
const { operations } = JSON.parse(readFileSync('schema/manifest.json', 'utf8')) as { operations: { id: string; name: string; desk: string }[] };

/** Whose documents the pages of a desk may hold. */
const DESKS = {
  kiosk: ['kiosk'],
  office: ['office', 'administrator', 'auditor'],
  recruiter: ['recruiter'],
  intermediary: ['intermediary'],
  me: ['seeker'],
};

test('a wrong password is told in the chosen language; the right one opens the page that was asked for, and a reload keeps it', async () => {
  const page = await made.page({ language: 'en' });
  await page.goto(`${made.url}/office/board`);
  await page.getByLabel('Name').fill(made.demo.users.office.name);
  await page.getByLabel('Password').fill('not the password');
  await page.keyboard.press('Enter');
  await page.getByText('The name or the password is not right').waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByLabel('Password').fill(made.demo.users.office.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Quota board' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Quota board' }).waitFor();
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('heading', { level: 1, name: '名额进度' }).waitFor();
  await page.getByRole('button', { name: '退出' }).click();
  await page.getByLabel('登录名').waitFor();
  expect(await page.evaluate('Object.keys(localStorage).join()')).toBe('jiangqiao-language');
});

test('a one-time password is exchanged for an own one at the desk', async () => {
  const { name, oneTime } = await anAccount(made.app);
  const page = await made.page();
  await page.goto(`${made.url}/office`);
  await page.getByLabel('登录名').fill(name);
  await page.getByLabel('密码').fill(oneTime);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByLabel('新密码').fill('short');
  await page.getByRole('button', { name: '设置并登录' }).click();
  await page.getByText('密码至少 12 个字符').waitFor();
  await page.getByLabel('新密码').fill('三峡 correct-horse');
  await page.getByRole('button', { name: '设置并登录' }).click();
  await page.locator('.frame-name', { hasText: name }).waitFor();
});

test('a demonstration key signs in as well, and nothing of it stays behind', async () => {
  const page = await made.page();
  await page.goto(`${made.url}/office`);
  await page.getByRole('button', { name: '用密钥登录' }).click();
  await page.getByLabel('密钥', { exact: true }).fill(made.demo.tokens.office);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.locator('.frame-name').waitFor();
  await page.reload();
  await page.getByLabel('登录名').waitFor();
});

test('who signs in at the desk of others is led to the right one', async () => {
  const page = await made.page();
  await made.signIn(page, '/office', 'office');
  await page.goto(`${made.url}/recruiter`);
  await page.getByText('没有这个工作台的权限').waitFor();
  await page.getByRole('link', { name: '去自己的工作台' }).click();
  await page.locator('.frame-name').waitFor();
});

test('the start page and the sign-in page have no barrier, in both languages', async () => {
  for (const language of ['zh', 'en'] as const) {
    const page = await made.page({ language });
    for (const path of ['/', '/office', '/kiosk', '/recruiter', '/intermediary', '/me']) {
      await page.goto(`${made.url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect([path, await barriers(page)]).toEqual([path, []]);
    }
    await page.goto(made.url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await picture(page, `start-${language}`);
  }
});

test('pages are asked for again each time, files for ever; both come compressed, and a page takes scripts of its own origin only', async () => {
  const page = await fetch(`${made.url}/office/anything/below`);
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  const html = await page.text();
  expect(html).not.toMatch(/<script(?![^>]*src=)|style=|<style/);
  const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(html)!;
  const file = await fetch(`${made.url}${script}`, { headers: { 'accept-encoding': 'br' } });
  expect([file.headers.get('cache-control'), file.headers.get('content-encoding')]).toEqual(['public, max-age=31536000, immutable', 'br']);
  expect((await fetch(`${made.url}/assets/none.js`)).status).toBe(404);
  expect((await fetch(`${made.url}/assets/..%2f..%2fpackage.json`)).status).toBe(404);
});

test('each role may send the documents of its desk and visitors’, and no other', async () => {
  for (const role of ROLES) {
    const token = role === 'anonymous' ? undefined : made.demo.tokens[role];
    const own = new Set(operations.filter(({ desk }) => roles[desk]!.includes(role)).map(({ id }) => id));
    const taken = new Set<string>();
    for (const { id } of operations) {
      const response = await fetch(`${made.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ documentId: `sha256:${id}`, variables: { not: 'filled in' } }),
      });
      const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
      if (errors?.[0]?.extensions.code !== 'DOCUMENT_NOT_TRUSTED') taken.add(id);
    }
    expect([role, taken]).toEqual([role, own]);
  }
}, 300_000);

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

test('the files of a desk hold documents of that desk and visitors’ only', () => {
  const manifest = JSON.parse(readFileSync('dist/web/.vite/manifest.json', 'utf8')) as Record<string, Chunk>;
  for (const [desk, owners] of Object.entries(DESKS)) {
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      const { imports = [], dynamicImports = [] } = manifest[name]!;
      [...imports, ...dynamicImports].forEach(visit);
    };
    visit(`${desk}/index.html`);
    const text = [...seen].map((name) => readFileSync(join('dist/web', manifest[name]!.file), 'utf8')).join('\n');
    const held = operations.filter(({ id }) => text.includes(id));
    expect(held.length).toBeGreaterThan(0);
    const foreign = held.filter(({ id }) => !operations.some((one) => one.id === id && ['visitor', ...owners].includes(one.desk)));
    expect([desk, foreign.map(({ name }) => name)]).toEqual([desk, []]);
  }
});
