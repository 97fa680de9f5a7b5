import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '../support/jest.js';
import { pino } from 'pino';
import type { Projection } from '../../src/platform/search/projection.js';
import { Relay } from '../../src/platform/search/relay.js';
import { testApp } from '../support/app.js';

const app = testApp();
const entity = 'probe';
const logged: { id?: string; problem?: string }[] = [];
const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(JSON.parse(line) as object) });

/** A relay of its own entity; by default every dirty row becomes a document. */
function relayOf(document: (id: string, version: number) => object | null | Promise<object> = (id, _v) => ({ id, _v })): Relay {
  const documents: Projection['documents'] = async (_, ids, versions) =>
    (await Promise.all(ids.map(async (id) => document(id, versions.get(id)!)))).filter((one) => one !== null);
  const { relayPool, platform } = app.application;
  return new Relay(
    relayPool,
    platform.search.client,
    [{ entity, index: `${app.name}-probe`, settings: {}, belonging: 'select id from vacancy', documents }],
    log,
  );
}

const soil = (ids: readonly string[]): Promise<unknown> =>
  app.application.relayPool.query(
    `insert into search_dirty (entity, id, version) select $1, unnest($2::uuid[]), nextval('search_version')
     on conflict (entity, id) do update set version = excluded.version, attempts = 0, not_before = null`,
    [entity, ids],
  );
const dirty = async (): Promise<{ id: string; attempts: number; problem: string | null }[]> =>
  app.sql('select id, attempts, problem from search_dirty where entity = ? order by version', [entity]);
const indexed = async (ids: readonly string[]): Promise<Map<string, number>> => {
  const { results } = await app.application.platform.search.client
    .index(`${app.name}-probe`)
    .getDocuments<{ id: string; _v: number }>({ ids: [...ids], limit: 1_000 });
  return new Map(results.map((one) => [one.id, one._v]));
};

beforeEach(async () => {
  logged.length = 0;
  await app.sql('delete from search_dirty where entity = ?', [entity]);
});

test('is done with a row only when the index answers with its document', async () => {
  const ids = Array.from({ length: 300 }, () => randomUUID());
  await soil(ids);
  expect(await relayOf().drain()).toBe(300);
  expect((await indexed(ids)).size).toBe(300);
  expect(await dirty()).toEqual([]);
});

test('what belongs in the index no more leaves it', async () => {
  const [kept, gone] = [randomUUID(), randomUUID()];
  await soil([kept, gone]);
  await relayOf().drain();
  await soil([kept, gone]);
  await relayOf((id, _v) => (id === gone ? null : { id, _v })).drain();
  expect([...(await indexed([kept, gone])).keys()]).toEqual([kept]);
});

test('a row that changes while its task runs stays dirty, and is carried again at its new version', async () => {
  const id = randomUUID();
  await soil([id]);
  const versions: number[] = [];
  const relay = relayOf(async (_, version) => {
    if (versions.push(version) === 1) await soil([id]);
    return { id, _v: version };
  });
  await relay.drain();
  expect(await dirty()).toHaveLength(1);
  await relay.drain();
  expect(versions).toHaveLength(2);
  expect((await indexed([id])).get(id)).toBe(versions[1]);
  expect(await dirty()).toEqual([]);
});

test('a row that the index refuses is parked and reported; the rest of its batch goes through, and a change brings it back', async () => {
  const ids = Array.from({ length: 40 }, () => randomUUID());
  const poison = ids[17]!;
  await soil(ids);
  await relayOf((id, _v) => ({ id: id === poison ? 'no id!' : id, _v })).drain();
  expect(await dirty()).toEqual([{ id: poison, attempts: 1, problem: 'invalid_document_id' }]);
  expect(logged.map(({ id, problem }) => ({ id, problem }))).toEqual([{ id: poison, problem: 'invalid_document_id' }]);
  expect((await indexed(ids)).size).toBe(39);
  await soil([poison]);
  await relayOf().drain();
  expect((await indexed([poison])).size).toBe(1);
});

test('a row that no document can be made of is parked like one that the index refuses', async () => {
  const ids = Array.from({ length: 40 }, () => randomUUID());
  const poison = ids[3]!;
  await soil(ids);
  const make = async (id: string, _v: number): Promise<object> => (id === poison ? Promise.reject(new Error('no such trade')) : { id, _v });
  await relayOf(make).drain();
  expect(await dirty()).toEqual([{ id: poison, attempts: 1, problem: 'no such trade' }]);
  expect((await indexed(ids)).size).toBe(39);
});

test('what was never in the index is not deleted from it', async () => {
  const ids = Array.from({ length: 20 }, () => randomUUID());
  await soil(ids);
  await relayOf(() => null).drain();
  const { total } = await app.application.platform.search.client.tasks.getTasks({ indexUids: [`${app.name}-probe`], types: ['documentDeletion'] });
  expect([total, await dirty()]).toEqual([1, []]); // the one of the test above
});

test('does not wait for what changes later: under steady writes a drain ends', async () => {
  await soil([randomUUID()]);
  let later = 0;
  const relay = relayOf(async (id, _v) => {
    later += 1;
    await soil([randomUUID()]);
    return { id, _v };
  });
  await relay.drain();
  expect(later).toBe(1);
  expect(await dirty()).toHaveLength(1);
});

describe('while documents are made, another process takes the lead:', () => {
  const usurped = (): Promise<unknown> => app.sql("update search.leader set epoch = epoch + 1, until = clock_timestamp() + interval '5 seconds'");

  test('what was sent before that is known is not done, for whoever leads now carries it', async () => {
    const id = randomUUID();
    await soil([id]);
    let made = 0;
    const relay = relayOf(async (_, _v) => {
      if (++made === 1) await usurped();
      return { id, _v };
    });
    await expect(relay.drain()).rejects.toThrow('another process');
    expect(await dirty()).toMatchObject([{ id, attempts: 0 }]);
    expect(made).toBeGreaterThan(0);
    await relayOf().drain();
    expect(await dirty()).toEqual([]);
  });

  test('once that is known nothing is sent any more', async () => {
    const id = randomUUID();
    await soil([id]);
    const relay = relayOf(async (_, _v) => {
      await usurped();
      await new Promise((resolve) => setTimeout(resolve, 2_500)); // the lease is renewed every second
      return { id, _v };
    });
    await expect(relay.drain()).rejects.toThrow('another process');
    expect([(await indexed([id])).size, (await dirty()).length]).toEqual([0, 1]);
  });
});
