import { createHash } from 'node:crypto';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { Random } from '../../seeds/random.js';
import { syntheticPhone } from '../../src/platform/privacy/phone.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';

/** A made-up person whose numbers nobody else has: wherever they stand in the clear, they leaked. */
export interface Canary {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
}

const FIRST = 20_000;
const SURNAMES = [...'覃冉谭向牟'];

export function canaries(count: number, seed: number): Canary[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, at) => {
    const birthOn = `${random.whole(1976, 1999)}-${String(random.whole(1, 12)).padStart(2, '0')}-${String(random.whole(1, 28)).padStart(2, '0')}`;
    return {
      name: `${random.pick(SURNAMES)}${String.fromCodePoint(0x4e00 + at, 0x6000 + (at % 997))}`,
      idNumber: syntheticResidentId(FIRST + at, birthOn, random.pick(['MALE', 'FEMALE'] as const)),
      phone: syntheticPhone(50_000_000 + at * 7 + random.whole(0, 6)).slice(3),
    };
  });
}

/** What the scan looks for: without the check digit, so that a mistyped one is found too. */
export const wantedOf = ({ idNumber, phone }: Canary): string[] => [idNumber.slice(0, 17), phone];

/** Keys that are the same in each run. */
export class Keys {
  #made = 0;

  constructor(private readonly seed: number) {}

  next(): string {
    const hex = createHash('sha256')
      .update(`${this.seed} ${++this.#made}`)
      .digest('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }
}

interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into freely
  body: { data?: any; errors?: unknown[] };
}

/** One who asks the server, and keeps no answer. */
export class Clerk {
  asked = 0;

  constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  async ask(query: string, variables: object = {}, more: object = {}): Promise<Answer> {
    const response = await this.send('/graphql', JSON.stringify({ query, variables, ...more }), { 'content-type': 'application/json' });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  /** The part of the data that must be there. */
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into freely
  async data(query: string, variables: object = {}): Promise<any> {
    const { body } = await this.ask(query, variables);
    if (body.errors) throw new Error(JSON.stringify(body.errors));
    return Object.values(body.data as object)[0];
  }

  send(path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
    this.asked += 1;
    return fetch(`${this.url}${path}`, { method: 'POST', body: body as never, headers: { authorization: `Bearer ${this.token}`, ...headers } });
  }
}

export const REGISTER =
  'mutation ($input: SeekerRegisterInput!) { seekerRegister(input: $input) { registration { id seeker { id } } userErrors { code path } } }';

export const form = ({ name, idNumber, phone }: Canary, institution: string, key: string): Record<string, unknown> => ({
  name,
  idNumber,
  phone,
  region: '500154',
  wish: { anyTrade: true, places: ['重庆'] },
  institution,
  idempotencyKey: key,
});

const WRONG = '509900'; // an ID number is no UUID, no region, no cursor

/** Requests that carry the numbers of one person where they do not belong: each is refused, and none may leave a trace. */
export async function misuse(clerk: Clerk, canary: Canary, institution: string, keys: Keys): Promise<void> {
  const { idNumber: id, phone } = canary;
  const right = (): Record<string, unknown> => form(canary, institution, keys.next());
  const checkDigit = id.replace(/.$/, (last) => (last === '1' ? '2' : '1'));
  for (const wrong of [
    { idNumber: checkDigit },
    { idNumber: `${WRONG}${id}` },
    { idNumber: { $ne: id } },
    { name: '别人' },
    { name: `覃 ${id}` },
    { phone: `${phone}0` },
    { region: id },
    { institution: id },
    { travelGroup: phone },
    { validUntil: id },
    { idempotencyKey: id },
    { wish: { occupations: [id], places: [phone] } },
    { [id]: phone },
  ])
    await clerk.ask(REGISTER, { input: { ...right(), ...wrong } });
  for (const document of [
    `{ seeker(id: "${id}") { id } }`,
    `{ seeker(id: "${id}" `,
    `{ x${phone} }`,
    `{ seekers(filter: { region: "${id}" }) { totalCount } }`,
    `{ seekers(after: "${Buffer.from(JSON.stringify(['newest', id, phone])).toString('base64url')}") { totalCount } }`,
    `{ vacancySearch(query: "${id}") { totalCount } }`,
    `{ vacancyMatches(seekerId: "${phone}") { totalCount } }`,
    `query Q { viewer { role } } # ${id}`,
    `mutation { importStart(id: "${id}", input: { idempotencyKey: "${id}" }) { userErrors { code } } }`,
    `mutation { seekerReveal(id: "${id}", input: { field: PHONE, reason: "${phone}", idempotencyKey: "${keys.next()}" }) { value } }`,
    `mutation { seekerErase(id: "${phone}", input: { reason: "${id}", idempotencyKey: "${keys.next()}" }) { userErrors { code } } }`,
  ])
    await clerk.ask(document, { [id]: phone }, { operationName: id });
  const json = { 'content-type': 'application/json' };
  for (const [path, body, headers] of [
    ['/graphql', `{"query": "${id}`, json],
    ['/graphql', JSON.stringify([{ query: id }]), json],
    ['/graphql', id, { 'content-type': 'text/plain' }],
    [`/graphql?query=${id}`, '', {}],
    [`/${id}`, phone, json],
    ['/graphql', '{"query":"{ viewer { role } }"}', { ...json, authorization: `Bearer ${id}` }],
    ['/graphql', '{"query":"{ viewer { role } }"}', { ...json, 'x-request-id': id, 'accept-language': phone }],
    [`/imports?kind=${id}&name=${phone}`, id, {}],
    [`/imports?kind=seekers&name=${encodeURIComponent(`${canary.name} ${id}.xlsx`)}`, `${id},${phone}`, {}],
    ['/exports/seekers', JSON.stringify({ seekers: [id], reason: phone }), json],
    ['/exports/seekers', `{"seekers": ["${id}`, json],
  ] as [string, string, Record<string, string>][])
    await (await clerk.send(path, body, headers)).arrayBuffer();
  await overSocket(clerk, { importId: id, query: `subscription { importProgress(importId: "${phone}") { id } }` });
}

async function overSocket(clerk: Clerk, { importId, query }: { importId: string; query: string }): Promise<void> {
  const client = createClient({
    url: `${clerk.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol, { origin: clerk.url });
      }
    },
    connectionParams: { authorization: `Bearer ${clerk.token}`, note: importId },
    retryAttempts: 0,
  });
  for (const [text, variables] of [
    ['subscription ($id: ID!) { importProgress(importId: $id) { id } }', { id: importId }],
    [query, {}],
  ] as const) {
    try {
      for await (const _ of client.iterate({ query: text, variables }));
    } catch {
      // refused, as it must be
    }
  }
  await client.dispose();
}
