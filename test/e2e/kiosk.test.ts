import type { Page } from 'playwright-core';
import { afterEach, expect, test } from '../support/jest.js';
import { until } from '../support/server-process.js';
import { barriers, desks, picture, settled, smallPicture } from './browser.js';
import { Hall, tooSmall } from './hall.js';

const made = desks();
afterEach(() => made.leave());
const hall = new Hall(made);
const SIZES = [
  { width: 1080, height: 1920 },
  { width: 1920, height: 1080 },
];
const STORY_MS = 240_000;

const kept = (page: Page): Promise<string[]> =>
  page.evaluate('[...Object.keys(localStorage), ...Object.keys(sessionStorage)].sort()') as Promise<string[]>;
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const countOf = async (sql: string, values: unknown[]): Promise<number> => Number((await made.app.sql<{ n: string }>(sql, values))[0]!.n);

test(
  'three taps lead to posts, initials of pinyin too; a pass without a name is enough for an interest and a number',
  async () => {
    const page = await made.page({ ...SIZES[0]!, touch: true });
    await made.enrolled(page);
    await page.getByRole('link', { name: /找工作/ }).tap();
    for (const step of ['想在哪里工作？', '想做什么工作？', '每月至少多少工资？']) {
      await heading(page, step);
      await page.locator('.k-tiles:not([aria-busy="true"]) button').nth(1).tap();
    }
    await heading(page, '符合的岗位');
    await page
      .locator('.k-card .k-pay', { hasText: /^\d+(–\d+)?元\/(月|天|小时|件)$/ })
      .first()
      .waitFor();

    await page.getByRole('link', { name: '首页' }).tap();
    await page.getByRole('link', { name: /搜岗位/ }).tap();
    await page.getByRole('button', { name: 'H', exact: true }).tap();
    await page.getByRole('button', { name: 'G', exact: true }).tap();
    await page.locator('.k-card .k-title', { hasText: '焊工' }).first().waitFor();

    await page.getByRole('link', { name: '首页' }).tap();
    await page.getByRole('link', { name: /本场岗位/ }).tap();
    await page.locator('.k-card').first().tap();
    await page.getByRole('button', { name: '我有意向' }).tap();
    await page.getByRole('button', { name: '领取入场码' }).tap();
    await page.getByText(/意向已登记，请到/).waitFor();
    await page.getByRole('button', { name: '在展位取号' }).tap();
    await page.getByText(/您的号码是 \d+/).waitFor();
    expect(await kept(page)).toEqual(['jiangqiao-device', 'jiangqiao-language']);
    const visits = await made.app.sql<{ named: boolean }>(
      'select v.seeker_id is not null as named from fair_visit v join fair_ticket t on t.visit_id = v.id order by t.created_at desc limit 1',
    );
    expect(visits).toEqual([{ named: false }]);
    await page.getByRole('button', { name: '结束' }).tap();
    await page.getByRole('link', { name: /入场码/ }).tap();
    await page.getByRole('heading', { name: '没有入场码' }).waitFor();
  },
  STORY_MS,
);

const SLOWER = 4;
const USABLE_WITHIN_MS = 2_000;
const NAVIGATIONS = 8;

/** In milliseconds from the start of a first navigation, nothing kept from before: all tiles there, and a tap on one answered. */
async function usableAfter(): Promise<{ shown: number; answered: number }> {
  const page = await made.page({ ...SIZES[0]!, touch: true });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.addInitScript(`(() => {
    const look = () => {
      if (!window.shown && document.querySelector('a[href="/kiosk/booths"]')) window.shown = performance.now();
      if (document.querySelector('.k-chosen')) window.answered = performance.now();
      else requestAnimationFrame(look);
    };
    look();
  })()`);
  await made.enrolled(page);
  await page.locator('a[href="/kiosk/booths"]').waitFor();
  await page.getByRole('link', { name: /找工作/ }).tap();
  const times = (await (await page.waitForFunction('window.answered && { shown, answered }')).jsonValue()) as { shown: number; answered: number };
  await made.leave();
  return times;
}

test(
  `the kiosk is usable within two seconds on a processor ${SLOWER} times slower, with nothing kept from before`,
  async () => {
    const times = [];
    for (let at = 0; at < NAVIGATIONS; at++) times.push(await usableAfter());
    const sorted = times.toSorted((a, b) => a.answered - b.answered);
    const [best, middle] = [sorted[0]!, sorted[NAVIGATIONS / 2]!];
    const words = ({ shown, answered }: typeof best): string => `${Math.round(shown)} ms shown, ${Math.round(answered)} ms a tap answered`;
    process.stdout.write(`  kiosk, ${SLOWER} × slower, ${NAVIGATIONS} navigations: best ${words(best)}; middle ${words(middle)}\n`);
    // The best: others use the machine too.
    expect(best.answered).toBeLessThanOrEqual(USABLE_WITHIN_MS);
  },
  STORY_MS,
);

test(
  'an interest that was noted while the line was cut is sent once when it is back, and then forgotten here',
  async () => {
    const page = await made.page(SIZES[1]);
    await made.enrolled(page);
    await page.getByRole('link', { name: /入场码/ }).click();
    await page.getByRole('button', { name: '领取入场码' }).click();
    const pass = await page.locator('.k-pass:visible').innerText();
    await page.getByRole('link', { name: '首页' }).click();
    await page.getByRole('link', { name: /本场岗位/ }).click();
    await page.locator('.k-card').nth(4).waitFor();
    await page.context().setOffline(true);
    await page.locator('.k-card').nth(4).click();
    await page.getByRole('button', { name: '我有意向' }).click();
    await page.getByText(/网络中断，意向已记下/).waitFor();
    await picture(page, 'kiosk-offline-zh-1920');
    expect(await kept(page)).toContain('jiangqiao-interests');
    await page.context().setOffline(false);
    await until('nothing waits to be sent', async () => !(await kept(page)).includes('jiangqiao-interests'), 30_000);
    expect(await countOf('select count(*) as n from fair_interest i join fair_visit v on v.id = i.visit_id where v.pass = ?', [pass])).toBe(1);
  },
  STORY_MS,
);

test(
  'a hire at the fair takes the filled post from the open kiosk',
  async () => {
    const [post] = await made.app.sql<{ id: string; vacancy: string }>(
      `select p.id, p.vacancy_id as vacancy from fair_post p join vacancy v on v.id = p.vacancy_id
     where p.fair_id = ? and v.state = 'OPEN' order by v.head_count - v.hired_count, v.requirements_age_max desc nulls first limit 1`,
      [made.demo.ids.fair],
    );
    await made.app.sql('update vacancy set head_count = hired_count + 1 where id = ?', [post!.vacancy]);
    const page = await made.page(SIZES[0]);
    await made.enrolled(page, '/kiosk/fair');
    const card = page.locator(`a[href="/kiosk/vacancy/${post!.vacancy}"]`);
    await card.waitFor();
    const open = await made.page(SIZES[0]);
    await made.enrolled(open, `/kiosk/vacancy/${post!.vacancy}`);
    await open.getByRole('button', { name: '我有意向' }).waitFor();
    await hall.hire(post!.id);
    await card.waitFor({ state: 'detached' });
    await open.getByText('此岗位已招满').waitFor();
  },
  STORY_MS,
);

test(
  'a minute without a touch warns, then nothing of the person is left',
  async () => {
    const page = await made.page(SIZES[0]);
    await page.clock.install();
    await made.enrolled(page, '/kiosk/pass');
    await page.getByRole('button', { name: '领取入场码' }).click();
    const pass = await page.locator('.k-pass:visible').innerText();
    await page.getByRole('button', { name: 'English' }).click();
    await page.clock.runFor(50_000);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.clock.runFor(12_000);
    await page
      .getByRole('dialog')
      .getByText(/your search is wiped/)
      .waitFor();
    await picture(page, 'kiosk-idle-en-1080');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.clock.runFor(62_000);
    await page.getByRole('dialog').waitFor();
    await page.clock.runFor(16_000);
    await page.getByRole('link', { name: /找工作/ }).waitFor();
    expect(await kept(page)).toEqual(['jiangqiao-device', 'jiangqiao-language']);
    expect(await page.evaluate('document.cookie + document.documentElement.outerHTML + JSON.stringify(localStorage)')).not.toContain(pass);
    expect(await page.evaluate('indexedDB.databases().then((all) => all.length)')).toBe(0);
    await page.goBack();
    await page.clock.runFor(2_000);
    expect(await page.content()).not.toContain(pass);
  },
  STORY_MS,
);

test(
  'without enrolment anybody finds posts; a code of the office enrols the device, which stays so',
  async () => {
    const page = await made.page(SIZES[0]);
    await page.goto(`${made.url}/kiosk`);
    await page.getByRole('link', { name: /搜岗位/ }).click();
    await page.getByRole('searchbox').fill('焊工');
    await page.locator('.k-card').first().click();
    await page.getByRole('img', { name: '此岗位的二维码' }).waitFor();
    await page.getByRole('link', { name: '首页' }).click();
    await page.getByRole('link', { name: '登记本机' }).click();
    const { code } = await hall.does('deviceEnrol', 'DeviceEnrolInput', { name: '大厅一号', region: '500108' }, 'code');
    await page.getByLabel('登记码').fill('WRONG-CODE');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.locator('.field-problem, .form-problem').waitFor();
    await page.getByLabel('登记码').fill(code);
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('link', { name: '大屏' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: '大屏' }).waitFor();
  },
  STORY_MS,
);

test(
  'the slip is 80 mm wide or A5, and nothing else is on the paper',
  async () => {
    const page = await made.page(SIZES[0]);
    await made.enrolled(page, '/kiosk/fair');
    await page.locator('.k-card').first().click();
    await page.getByRole('img', { name: '此岗位的二维码' }).waitFor();
    await page.evaluate('window.print = () => undefined');
    for (const [button, width] of [
      ['打印小票', 227],
      ['打印 A5', 420],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      const boxes = [...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/g)].map(([, wide]) => Math.round(Number(wide)));
      expect([button, boxes]).toEqual([button, [width]]);
    }
  },
  STORY_MS,
);

test(
  'at both sizes and in both languages: no barrier, targets of 60 px, text of 24 px; at 400 % nothing is cut off',
  async () => {
    const [post] = await made.app.sql<{ vacancy: string }>(
      "select p.vacancy_id as vacancy from fair_post p join vacancy v on v.id = p.vacancy_id where v.state = 'OPEN' limit 1",
    );
    const pages = {
      start: '',
      find: '/find',
      search: '/search',
      fair: '/fair',
      detail: `/vacancy/${post!.vacancy}`,
      booths: '/booths',
      pass: '/pass',
      fairs: '/fairs',
    };
    for (const language of ['zh', 'en'] as const) {
      for (const size of SIZES) {
        const page = await made.page({ ...size, language });
        for (const [name, path] of Object.entries(pages)) {
          await made.enrolled(page, `/kiosk${path}`);
          await page.getByRole('heading', { level: 1 }).waitFor();
          if (name === 'search') await page.getByRole('searchbox').fill('dg');
          if (name === 'detail') await page.locator('.k-qr:visible').waitFor();
          else if (name === 'start') await page.locator('a[href="/kiosk/booths"]').waitFor();
          else await page.locator('.k-card, .k-tiles button, .panel').first().waitFor();
          await settled(page);
          await picture(page, `kiosk-${name}-${language}-${size.width}`);
          if (name === 'start' && language === 'zh' && size.width < size.height) await smallPicture(page, 'kiosk');
          expect([name, language, size.width, await tooSmall(page), await barriers(page)]).toEqual([name, language, size.width, [], []]);
        }
      }
      for (const size of [
        { width: 270, height: 480 },
        { width: 480, height: 270 },
      ]) {
        const page = await made.page({ ...size, language });
        for (const [name, path] of Object.entries(pages)) {
          await made.enrolled(page, `/kiosk${path}`);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await settled(page);
          expect([
            name,
            size.width,
            await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
            await tooSmall(page, { target: 15, text: 6 }),
          ]).toEqual([name, size.width, true, []]);
        }
      }
      await made.leave();
    }
  },
  STORY_MS * 2,
);
