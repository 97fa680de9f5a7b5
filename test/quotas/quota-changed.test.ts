import { expect, test } from '../support/jest.js';
import { createClient } from 'graphql-ws';
import { regionByCode } from '../../src/modules/regions/region.queries.js';
import { testApp, type Who } from '../support/app.js';
import { aQuota, aReservation, numbers, reserve } from '../support/places.js';

const app = testApp();
const COUNTY: Who = { role: 'OFFICE', region: '500154' };

const FOLLOW = 'subscription ($id: ID!) { quotaChanged(regionId: $id) { id remaining reserved } }';

async function* follow(regionId: string, as: Who): AsyncGenerator<{ id: string; remaining: number; reserved: number }> {
  app.trusted.add(FOLLOW, ['kiosk']);
  const client = createClient({
    url: `${app.server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: app.socket,
    connectionParams: { authorization: `Bearer ${await app.token(as)}` },
    retryAttempts: 0,
  });
  try {
    const events = client.iterate<{ quotaChanged: { id: string; remaining: number; reserved: number } }>({
      query: FOLLOW,
      variables: { id: regionId },
    });
    for await (const { data, errors } of events) {
      if (errors) throw errors;
      yield data!.quotaChanged;
    }
  } catch (errors) {
    throw new Error((errors as { extensions: { code: string } }[])[0]!.extensions.code);
  } finally {
    await client.dispose();
  }
}

test('changes of a division are told as they happen, several at once as one; other divisions’ are not', async () => {
  const [mine, foreign] = [await aQuota(app, 5_000, { origin: '500154' }), await aQuota(app, 5_000)];
  const events = follow(regionByCode('500154').id, COUNTY);
  const others = follow('万州区', { role: 'AUDITOR' });
  let told = 0;
  const firsts = [events, others].map((one) => one.next().finally(() => (told += 1)));
  while (told < 2) await Promise.all([aReservation(app, mine, 1), aReservation(app, foreign, 1)]);
  expect((await Promise.all(firsts)).map(({ value }) => value.id)).toEqual([mine, foreign]);
  await Promise.all(Array.from({ length: 100 }, () => reserve(app, mine, 1)));
  const { reserved } = await numbers(app, mine);
  let count = 0;
  for await (const event of events) {
    count += 1;
    expect(event.id).toBe(mine);
    if (event.reserved === reserved) break;
  }
  expect(count).toBeLessThan(50);
  await others.return(undefined);
}, 30_000);

test('a division that is not the viewer’s is not found, and kiosks may not follow', async () => {
  await expect(follow(regionByCode('500101').id, COUNTY).next()).rejects.toThrow('NOT_FOUND');
  await expect(follow('500101', COUNTY).next()).rejects.toThrow('NOT_FOUND');
  await expect(follow('nothing', COUNTY).next()).rejects.toThrow('BAD_USER_INPUT');
  await expect(follow(regionByCode('500101').id, { role: 'KIOSK' }).next()).rejects.toThrow('FORBIDDEN');
});
