import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { type DemoFacts, seedDemo } from '../../seeds/demo.js';
import { TestApp } from '../support/app.js';
import { afterAll, beforeAll, expect } from '../support/jest.js';
import { until } from '../support/server-process.js';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const WORLD_WITHIN_MS = 400_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Of this run; a few of them, made small, stand in the README. */
const PICTURES = '.pictures/desks';

/** The desks' own languages. */
export type Language = 'zh' | 'en';
type Person = keyof DemoFacts['users'];

export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly language?: Language;
  readonly touch?: boolean;
}

/** The demonstration world behind the real server, and a browser before it that reaches nothing else. */
export class Desks {
  demo!: DemoFacts;
  #browser!: Browser;
  readonly #contexts: BrowserContext[] = [];
  /** What no page may do: ask another origin, break its content security policy, throw. */
  readonly faults: string[] = [];

  constructor(readonly app: TestApp) {}

  async start(): Promise<void> {
    const executablePath = CHROMIUM.find((path) => existsSync(path));
    if (!executablePath)
      throw new Error('没有浏览器，请安装：apt-get install chromium fonts-noto-cjk · no browser: apt-get install chromium fonts-noto-cjk');
    const args = ['--no-sandbox', '--disable-gpu', '--lang=zh-CN', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];
    this.#browser = await chromium.launch({ executablePath, args, env: { ...process.env, LANGUAGE: 'zh_CN' } as Record<string, string> });
    await this.app.owner.em.fork().transactional(async (em) => {
      this.demo = await seedDemo(em as EntityManager, this.app.application.platform.vault, () => undefined);
    });
    await this.app.application.relay.drain();
    this.app.application.relay.start();
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }

  get url(): string {
    return this.app.server.url;
  }

  /** A page of somebody of their own: no cookie or storage of another one. */
  async page({ width = 1440, height = 900, language = 'zh', touch = false }: View = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: touch });
    this.#contexts.push(context);
    await context.addInitScript(
      `if (location.protocol === 'http:') localStorage.getItem('jiangqiao-language') ?? localStorage.setItem('jiangqiao-language', '${language}')`,
    );
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (!['data:', 'blob:'].includes(protocol) && hostname !== '127.0.0.1') this.faults.push(`asks ${request.url()}`);
    });
    page.on('pageerror', (error) => this.faults.push(`throws ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/^Failed to load resource|WebSocket connection|ERR_/.test(message.text())) this.faults.push(message.text());
    });
    return page;
  }

  /** Closes every page: a device holds no more than a few lines at a time. */
  async leave(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((one) => one.close()));
  }

  /** Opens a desk and signs in by name and password, as people do. */
  async signIn(page: Page, path: string, who: Person): Promise<void> {
    const { name, password } = this.demo.users[who];
    await page.goto(`${this.url}${path}`);
    await page.locator('input[name="name"]').fill(name);
    await page.locator('input[name="password"]').fill(password);
    await page.locator('button[type="submit"]').click();
    await page.locator('.frame-name').waitFor();
  }

  /** As a device that was enrolled before: the display of the demonstration fair. */
  async enrolled(page: Page, path = '/kiosk'): Promise<void> {
    await page.addInitScript(`if (location.protocol === 'http:') localStorage.setItem('jiangqiao-device', '${this.demo.tokens.kiosk}')`);
    await page.goto(`${this.url}${path}`);
  }
}

/** The desks for one test file; no page of it may have done what no page may do. */
export function desks(): Desks {
  const made = new Desks(new TestApp());
  beforeAll(async () => {
    await made.app.start();
    await made.start();
  }, WORLD_WITHIN_MS);
  // The browser first: its pages would come back to a server that stops.
  afterAll(async () => {
    await made.stop();
    await made.app.stop();
    expect(made.faults).toEqual([]);
  });
  return made;
}

/** What axe finds that is serious or critical, with where it is. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
    violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`));
}

/** Until nothing on the page is being asked for. */
export const settled = (page: Page): Promise<void> =>
  until('the page has what it asked for', async () => (await page.locator('[aria-busy=true], .state-loading').count()) === 0, 20_000);

/** Kept for people to look at. */
export async function picture(page: Page, name: string, { whole = false }: { whole?: boolean } = {}): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: whole, animations: 'disabled' });
}

/** What reaches beyond the right edge of the window, by tag, class and text; nothing is scrolled sideways. */
export const beyondEdge = (page: Page): Promise<string[]> =>
  page.evaluate(`document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.tagName + '.' + one.className + ' ' + Math.round(one.getBoundingClientRect().right) + ' ' + (one.textContent ?? '').slice(0, 40))`);

/** What the window shows, in half its size, for the README. */
export async function smallPicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  const devtools = await page.context().newCDPSession(page);
  const clip = { x: 0, y: 0, ...page.viewportSize()!, scale: 0.5 };
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 80, clip });
  writeFileSync(join(PICTURES, `${name}.webp`), Buffer.from(data, 'base64'));
}

const MOST_TABS = 150;

/** Goes to a control by the Tab key alone, as who has no mouse; there it is, in focus. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  for (let pressed = 0; pressed <= MOST_TABS; pressed++) {
    if (await control.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`not reached with ${MOST_TABS} tabs: ${control.toString()}`);
}

/** Goes there by Tab, and presses a key. */
export async function press(page: Page, control: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.press(key);
}

/** Goes to a field by Tab and types into it what it held before no more. */
export async function type(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}
