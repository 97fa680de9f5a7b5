import { key } from '../support/app.js';
import { aQuota, aReservation, release } from '../support/places.js';
import { ask, shoot } from './client.js';
import { authorised, codeOf, json, type Kind, operation, script } from './kinds.js';
import { stranger, type World } from './scene.js';

const RESERVE = 'mutation ($id: ID!, $input: QuotaReserveInput!) { quotaReserve(id: $id, input: $input) { reservation { id } userErrors { code } } }';
const step = (name: string, input: string): string =>
  `mutation ($id: ID!, $input: ${input}!) { ${name}(id: $id, input: $input) { reservation { state } userErrors { code } } }`;
const [CONFIRM, RELEASE] = [step('reservationConfirm', 'StepInput'), step('reservationRelease', 'ReasonInput')];

const ADJUST = 'mutation ($id: ID!, $input: QuotaAdjustInput!) { quotaAdjust(id: $id, input: $input) { quota { id } userErrors { code } } }';

type Send = (query: string, id: string, input: object) => Promise<string>;
type Payload = { data?: Record<string, { reservation: { id?: string; state?: string } | null; userErrors: { code: string }[] } | null> };

/** What a step came to: the state or `held`, the code of the refusal, or of the mistake. */
function outcomeOf(text: string): string {
  const [payload] = Object.values((JSON.parse(text) as Payload).data ?? {});
  if (!payload) return codeOf(text);
  return payload.userErrors[0]?.code ?? payload.reservation?.state ?? 'held';
}

/** As many at once as a socket takes. */
const AT_ONCE = 8;
async function sixtyFour(send: Send, request: () => Parameters<Send>): Promise<string[]> {
  const replies: string[] = [];
  const one = async (): Promise<void> => {
    for (let at = 0; at < 64 / AT_ONCE; at++) replies.push(await send(...request()));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return replies;
}

let asked = 0;
const over: Readonly<Record<'http' | 'ws', (world: World) => Send>> = {
  http: (world) => async (query, id, input) => {
    const headers = { 'content-type': 'application/json', ...authorised(world, 'office') };
    return (await shoot(world.server.url, { headers, body: json({ query, variables: { id, input } }) })).text;
  },
  ws: (world) => async (query, id, input) => {
    return (await ask(await world.line('office'), json({ query, variables: { id, input } }), `places${asked++}`)).text;
  },
};

/** An office's script about places, the same over both transports. */
const places = (number: number, name: string, wanted: unknown, run: (send: Send, world: World) => Promise<unknown>): Kind[] =>
  (['http', 'ws'] as const).map((transport) => script(number, name, transport, wanted, (world) => run(over[transport](world), world), ['office']));

const input = (more: object = {}): object => ({ count: 1, purpose: '专列', idempotencyKey: key(), ...more });
const tally = (outcomes: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(outcomes, (one) => one)].map(([outcome, all]) => [outcome, all.length]).sort());
const free = async (world: World, quota: string): Promise<number> => {
  const [row] = await world.app.sql<{ free: number }>('select places - reserved - confirmed - allocated as free from quota where id = ?', [quota]);
  return row!.free;
};
const YEARS_10 = 10 * 365 * 24 * 60;

/** 78–84: places and repeats. */
export const quotas: Kind[] = [
  ...places(78, '64 reserve the last place', [{ QUOTA_EXHAUSTED: 63, held: 1 }, 0], async (send, world) => {
    const quota = await aQuota(world.app, 1);
    const outcomes = (await sixtyFour(send, () => [RESERVE, quota, input()])).map(outcomeOf);
    return [tally(outcomes), await free(world, quota)];
  }),
  ...[0, -1, 2_147_483_648, 10_001].flatMap((count) =>
    places(79, `${count} places`, ['BAD_USER_INPUT', 10], async (send, world) => {
      const quota = await aQuota(world.app, 10);
      return [outcomeOf(await send(RESERVE, quota, input({ count }))), await free(world, quota)];
    }),
  ),
  ...places(79, 'fewer places than are held', ['CONFLICT', 10, 7], async (send, world) => {
    const quota = await aQuota(world.app, 10);
    await aReservation(world.app, quota, 3);
    const outcome = outcomeOf(await send(ADJUST, quota, { places: 2, idempotencyKey: key() }));
    const [row] = await world.app.sql<{ places: number }>('select places from quota where id = ?', [quota]);
    return [outcome, row!.places, await free(world, quota)];
  }),
  ...places(80, 'one key 64 times', [{ held: 64 }, 1, 9], async (send, world) => {
    const quota = await aQuota(world.app, 10);
    const same = input();
    const replies = await sixtyFour(send, () => [RESERVE, quota, same]);
    return [tally(replies.map(outcomeOf)), new Set(replies).size, await free(world, quota)];
  }),
  ...places(
    81,
    'one key, another payload and another operation',
    ['held', 'IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_REUSED'],
    async (send, world) => {
      const quota = await aQuota(world.app, 10);
      const idempotencyKey = key();
      const held = await send(RESERVE, quota, input({ idempotencyKey }));
      const { id } = Object.values((JSON.parse(held) as Payload).data!)[0]!.reservation!;
      return [
        outcomeOf(held),
        outcomeOf(await send(RESERVE, quota, input({ idempotencyKey, count: 2 }))),
        outcomeOf(await send(CONFIRM, id!, { idempotencyKey })),
      ];
    },
  ),
  ...[undefined, 'k'.repeat(10_000), '键'].flatMap((idempotencyKey) =>
    places(82, `a key that is ${idempotencyKey?.slice(0, 3) ?? 'missing'}`, ['BAD_USER_INPUT', 10], async (send, world) => {
      const quota = await aQuota(world.app, 10);
      return [outcomeOf(await send(RESERVE, quota, input({ idempotencyKey }))), await free(world, quota)];
    }),
  ),
  ...places(
    83,
    'confirmed after its end, released twice, and a foreign hold',
    ['CONFLICT', 'RELEASED', 'RELEASED', 'NOT_FOUND'],
    async (send, world) => {
      const [quota, foreign] = [await aQuota(world.app, 10), await aQuota(world.app, 10, { origin: '500102', destination: '330000' })];
      const [late, twice, theirs] = [
        await aReservation(world.app, quota),
        await aReservation(world.app, quota),
        await aReservation(world.app, foreign),
      ];
      await world.app.sql("update reservation set expires_at = app_now() - interval '1 second' where id = ?", [late]);
      await release(world.app, twice);
      return [
        outcomeOf(await send(CONFIRM, late, { idempotencyKey: key() })),
        outcomeOf(await send(RELEASE, twice, { reason: '改期', idempotencyKey: key() })),
        outcomeOf(await send(RELEASE, twice, { reason: '改期', idempotencyKey: key() })),
        outcomeOf(await send(CONFIRM, theirs, { idempotencyKey: key() })),
      ];
    },
  ),
  ...[YEARS_10, -YEARS_10].flatMap((holdMinutes) =>
    places(84, `a hold of ${holdMinutes} minutes by the client’s clock`, ['BAD_USER_INPUT', 10], async (send, world) => {
      const quota = await aQuota(world.app, 10);
      return [outcomeOf(await send(RESERVE, quota, input({ holdMinutes }))), await free(world, quota)];
    }),
  ),
  ...['expiresAt', 'createdAt', 'now'].map((name) =>
    operation(
      84,
      `a client that says ${name}`,
      (world) => json({ query: RESERVE, variables: { id: world.ids.seeker, input: input({ [name]: '2036-01-01T00:00:00Z' }) } }),
      (role) => (stranger(role) ? 'DOCUMENT_NOT_TRUSTED' : role === 'office' ? 'BAD_USER_INPUT' : 'FORBIDDEN'),
    ),
  ),
];
