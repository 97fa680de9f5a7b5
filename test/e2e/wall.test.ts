import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from '../support/jest.js';
import { barriers, desks, picture, smallPicture } from './browser.js';
import { Hall, Line, tooSmall } from './hall.js';

const made = desks();
afterEach(() => made.leave());
const STORY_MS = 300_000;
let line: Line;
let address: string;
/** Beside the one that the wall talks to, so that the fair goes on while that is down. */
let other: { url: string; stop(): Promise<void> };
const hall = new Hall(made, () => other.url);

beforeAll(async () => {
  other = await made.app.serve({});
  line = new Line(made.url);
  address = await line.start();
}, 60_000);

afterAll(async () => {
  await line.stop();
  await other.stop();
});

async function wall(size: { width: number; height: number }, language: 'zh' | 'en' = 'zh'): Promise<Page> {
  const page = await made.page({ ...size, language });
  await page.addInitScript(`if (location.protocol === 'http:') localStorage.setItem('jiangqiao-device', '${made.demo.tokens.kiosk}')`);
  await page.goto(`${address}/kiosk/wall`);
  await page.locator('.live').waitFor();
  return page;
}

/** The events that it shows, oldest first. */
const shown = async (page: Page): Promise<string[]> =>
  ((await page.evaluate("[...document.querySelectorAll('[data-event]')].map((one) => one.dataset.event)")) as string[]).toReversed();

/** What happened after a cursor, as the server keeps it. */
async function happened(after: string): Promise<string[]> {
  const query = 'query ($fairId: ID!, $after: String) { jobFairEvents(fairId: $fairId, after: $after, first: 100) { events { cursor } } }';
  const { events } = await hall.send(query, { fairId: made.demo.ids.fair, after });
  return events.map(({ cursor }: { cursor: string }) => cursor);
}

const atLast = async (page: Page, text: string): Promise<void> => page.locator('.wall-news li', { hasText: text }).waitFor({ timeout: 60_000 });

test(
  'the wall shows each event once and in order, through a cut, a silent line and a server that was started again',
  async () => {
    const page = await wall({ width: 1920, height: 1080 });
    const from = (await page.locator('.wall').getAttribute('data-cursor'))!;
    await hall.say('第一条');
    await atLast(page, '第一条');

    line.cut();
    await page.getByText(/离线 · 数据截至/).waitFor();
    await picture(page, 'wall-offline-zh-1920');
    for (const words of ['断网一', '断网二', '断网三']) await hall.say(words);
    const [{ id: participation }] = (await made.app.sql<{ id: string }>(
      "select t.participation_id as id from fair_ticket t where t.state = 'WAITING' group by 1 order by count(*) desc limit 1",
    )) as [{ id: string }];
    const { ticket } = await hall.does('fairTicketCall', 'StepInput', {}, 'ticket { number }', participation);
    line.mend();
    await atLast(page, '断网三');
    await page.locator('.wall-now strong', { hasText: String(ticket.number) }).waitFor();

    line.silence();
    await hall.say('无声一');
    await page.getByText(/离线 · 数据截至/).waitFor({ timeout: 40_000 });
    line.cut();
    line.mend();
    await atLast(page, '无声一');

    await made.app.server.stop();
    for (const words of ['重启一', '重启二']) await hall.say(words);
    made.app.server = await made.app.serve({});
    line.mend(made.url);
    await hall.say('重启三');
    await atLast(page, '重启三');

    expect(await shown(page)).toEqual(await happened(from));
    expect(Number(await page.locator('.wall').getAttribute('data-heard'))).toBe((await happened(from)).length);
    await picture(page, 'wall-zh-1920');
    await smallPicture(page, 'wall');
  },
  STORY_MS,
);

test(
  'where the server no longer has what came after the cursor, the wall begins again with a snapshot',
  async () => {
    const page = await wall({ width: 1080, height: 1920 });
    line.cut();
    await page.getByText(/离线 · 数据截至/).waitFor();
    await hall.say('已过期一');
    await hall.say('已过期二');
    await made.app.sql('delete from feed_event where stream = ?', [made.demo.ids.fair]);
    await made.app.sql('update feed_stream set kept_from = last_seq + 1 where id = ?', [made.demo.ids.fair]);
    line.mend();
    await page.locator('.wall-said', { hasText: /已过期/ }).waitFor({ timeout: 60_000 });
    await hall.say('之后');
    await atLast(page, '之后');
  },
  STORY_MS,
);

test(
  'at both sizes and in both languages it can be read from afar and has no barrier',
  async () => {
    for (const language of ['zh', 'en'] as const) {
      for (const size of [
        { width: 1920, height: 1080 },
        { width: 1080, height: 1920 },
      ]) {
        const page = await wall(size, language);
        await page.locator('.wall-posts li').first().waitFor();
        await picture(page, `wall-${language}-${size.width}`);
        expect([language, size.width, await tooSmall(page), await barriers(page)]).toEqual([language, size.width, [], []]);
        await made.leave();
      }
    }
  },
  STORY_MS,
);
