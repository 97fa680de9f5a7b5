import { createServer, connect, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { key } from '../support/app.js';
import type { Desks } from './browser.js';

/** What happens in the hall while a screen is looked at: sent as people of the demonstration send it. */
export class Hall {
  constructor(
    private readonly made: Desks,
    /** Another one than that which the screen talks to, while that is down. */
    public url: () => string = () => made.url,
  ) {}

  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into freely
  async send(query: string, variables: object, who: 'office' | 'kiosk' = 'office'): Promise<any> {
    const response = await fetch(`${this.url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.made.demo.tokens[who]}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: Record<string, { userErrors?: { message: string }[] }>; errors?: unknown };
    if (!data) throw new Error(JSON.stringify(errors));
    return Object.values(data)[0];
  }

  async does(name: string, of: string, input: object, part: string, id?: string): Promise<any> {
    // oxlint-disable-line typescript/no-explicit-any -- answers are looked into freely
    const head = id === undefined ? `($input: ${of}!)` : `($id: ID!, $input: ${of}!)`;
    const call = id === undefined ? '(input: $input)' : '(id: $id, input: $input)';
    return this.send(`mutation ${head} { ${name}${call} { ${part} userErrors { code message } } }`, {
      id,
      input: { ...input, idempotencyKey: key() },
    });
  }

  async say(zh: string): Promise<void> {
    const { userErrors } = await this.does('jobFairSay', 'FairAnnounceInput', { zh }, 'announcement { id }', this.made.demo.ids.fair);
    if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  }

  /** Hires somebody who may be hired for the post, at the desk of the fair. */
  async hire(post: string): Promise<void> {
    const { visit } = await this.does('fairVisitAdmit', 'FairVisitAdmitInput', { fair: this.made.demo.ids.fair }, 'visit { pass }');
    const { interview } = await this.does('fairInterviewHold', 'FairInterestNoteInput', { post, pass: visit.pass }, 'interview { id }');
    await this.does('fairInterviewOffer', 'StepInput', {}, 'interview { id }', interview.id);
    const registrations = await this.made.app.sql<{ id: string }>(
      `select g.id from registration g where g.state = 'ACTIVE' and not exists (select from placement p where p.seeker_id = g.seeker_id) order by g.id limit 60`,
    );
    for (const { id } of registrations) {
      const { userErrors } = await this.does('fairInterviewHire', 'FairInterviewHireInput', { registration: id }, 'interview { id }', interview.id);
      if (userErrors.length === 0) return;
    }
    throw new Error('nobody could be hired');
  }
}

/** The line between a screen and the server, which can be cut, be silent, and lead to another server. */
export class Line {
  readonly #open = new Set<Socket>();
  #server!: Server;
  #state: 'open' | 'cut' | 'silent' = 'open';

  constructor(private to: string) {}

  async start(): Promise<string> {
    this.#server = createServer((near) => {
      if (this.#state === 'cut') return near.destroy();
      const far = connect(Number(new URL(this.to).port), '127.0.0.1');
      for (const [from, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#open.add(from);
        from.on('data', (bytes) => void (this.#state === 'silent' || other.write(bytes)));
        from.on('error', () => undefined);
        from.on('close', () => {
          this.#open.delete(from);
          other.destroy();
        });
      }
    });
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.#state = 'cut';
    for (const one of this.#open) one.destroy();
  }

  /** Nothing is closed, nothing comes through. */
  silence(): void {
    this.#state = 'silent';
  }

  mend(to = this.to): void {
    this.to = to;
    this.#state = 'open';
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((done) => this.#server.close(done));
  }
}

/** What is too small to touch or to read on a kiosk, as the browser lays it out. */
export const tooSmall = (page: Page, { target = 60, text = 24 } = {}): Promise<string[]> =>
  page.evaluate(
    `(() => {
    const seen = (one) => one.checkVisibility() && !one.closest('.unseen, .skip');
    const found = [];
    for (const one of document.querySelectorAll('a, button, input, select, textarea')) {
      const { width, height } = one.getBoundingClientRect();
      if (seen(one) && Math.min(width, height) < ${target}) found.push('target ' + Math.round(width) + '×' + Math.round(height) + ' ' + one.outerHTML.slice(0, 120));
    }
    for (const one of document.querySelectorAll('body *')) {
      const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
      if (own && seen(one) && parseFloat(getComputedStyle(one).fontSize) < ${text}) found.push('text ' + getComputedStyle(one).fontSize + ' ' + one.outerHTML.slice(0, 120));
    }
    return found;
  })()`,
  ) as Promise<string[]>;
