import { expect, test } from '../support/jest.js';
import { Random } from '../../seeds/random.js';
import { testApp } from '../support/app.js';
import { anInstitution, CITY } from '../support/factories.js';
import { anOrder, aWorker, change, done, listOf, atWork, type OrderScene } from '../support/transfers.js';

const app = testApp();
const SEED = 4_711;

interface Event {
  county: string;
  placed: boolean;
  arrived: number | null;
  ended: number | null;
}

test('the cohort table equals recomputation from the raw events', async () => {
  const random = new Random(SEED);
  process.stdout.write(`cohort seed ${SEED}\n`);
  const scenes: OrderScene[] = [await anOrder(app, { heads: 40 }), await anOrder(app, { heads: 40 })];
  const events: Event[] = [];
  for (const scene of scenes) {
    const persons = [];
    for (let at = 0; at < 25; at++) persons.push(await aWorker(app, scene.institution, { region: random.pick(['500101', '500154']) }));
    const transfers = await atWork(app, scene, persons);
    for (const id of transfers) {
      const arrived = random.whole(5, 300);
      const ended = random.chance(0.4) ? random.whole(0, arrived) : null;
      await app.sql('update transfer set departed_on = app_today() - ?::int - 1, arrived_on = app_today() - ?::int where id = ?', [
        arrived,
        arrived,
        id,
      ]);
      await app.sql('update placement set hired_on = app_today() - 301 where id = (select placement_id from transfer where id = ?)', [id]);
      const [{ day, county }] = (await app.sql(
        'select (app_today() - ?::int)::text as day, o.code as county from transfer t join region o on o.id = t.origin_id where t.id = ?',
        [ended ?? 0, id],
      )) as [{ day: string; county: string }];
      if (ended !== null) await done(app, 'transferReturn', 'TransferEndInput', id, 'transfer { state }', { on: day, reason: '返乡' });
      events.push({ county, placed: true, arrived, ended });
    }
  }
  const expected = (county: string): object => {
    const own = events.filter((one) => one.county === county && one.arrived !== null);
    const lasted = (days: number): number => own.filter((one) => one.arrived! >= days && one.arrived! - (one.ended ?? 0) >= days).length;
    const due = (days: number): number => own.filter((one) => one.arrived! >= days).length;
    return {
      placed: own.length,
      arrived: own.length,
      onPost30: lasted(30),
      due30: due(30),
      onPost90: lasted(90),
      due90: due(90),
      onPost180: lasted(180),
      due180: due(180),
    };
  };
  const query =
    '{ transferCohorts(by: COUNTY, from: "2000-01-01", to: "2099-01-01") { id name placed arrived onPost30 due30 onPost90 due90 onPost180 due180 } }';
  const rows = (await app.data(query, {}, CITY)).transferCohorts as { id: string; name: string }[];
  const regions = new Map((await app.sql<{ id: string; code: string }>('select id, code from region')).map((one) => [one.id, one.code]));
  expect(rows).toHaveLength(2);
  for (const { id, name: _, ...numbers } of rows)
    expect({ county: regions.get(id), ...numbers }).toEqual({ county: regions.get(id), ...expected(regions.get(id)!) });
  const byEmployer = (await app.data(query.replace('COUNTY', 'EMPLOYER'), {}, { role: 'RECRUITER', employers: [scenes[0]!.employer] }))
    .transferCohorts;
  expect(byEmployer.map((row: { id: string }) => row.id)).toEqual([scenes[0]!.employer]);
}, 120_000);

test('whoever went to other work left the first, on a way of one’s own too', async () => {
  const institution = await anInstitution(app, '500101');
  const { seeker } = await aWorker(app, institution, { region: '500237' });
  const days = (await app.sql('select (app_today() - 100)::text as left, (app_today() - 60)::text as changed')) as [
    { left: string; changed: string },
  ];
  const [{ left, changed }] = days;
  const input = { seeker, institution, destination: '上海', departedOn: left, arrivedOn: left };
  const { transfer } = await done(app, 'transferRecord', 'TransferRecordInput', null, 'transfer { id }', input);
  await done(app, 'transferChangeJob', 'TransferEndInput', transfer.id, 'transfer { id }', { on: changed, reason: '换厂' });
  const query =
    '{ transferCohorts(by: COUNTY, from: "2000-01-01", to: "2099-01-01", region: "500237") { placed arrived onPost30 due30 onPost90 due90 onPost180 due180 } }';
  expect((await app.data(query, {}, CITY)).transferCohorts).toEqual([
    { placed: 0, arrived: 1, onPost30: 1, due30: 1, onPost90: 0, due90: 1, onPost180: 0, due180: 0 },
  ]);
  // 开县 is 开州 today, and its people are found under both codes.
  const under = async (code: string): Promise<unknown> => (await app.data(query.replace('500237', code), {}, CITY)).transferCohorts;
  expect(await under('500234')).toHaveLength(1);
  expect(await under('500234')).toEqual(await under('500154'));
});

test('outcomes of an agency count confirmed work that lasted, once for each person', async () => {
  const scene = await anOrder(app, { heads: 2 });
  const persons = [await aWorker(app, scene.institution), await aWorker(app, scene.institution)];
  await atWork(app, scene, persons);
  await app.sql('update placement set hired_on = app_today() - 100 where seeker_id = ?', [persons[0]!.seeker]);
  const { id } = (await listOf(app, scene.order))[1]!;
  await change(app, 'transferReturn', 'TransferEndInput', id, 'transfer { id }', { on: await today(), reason: '返乡' });
  const query =
    '{ agencyOutcomes(from: "2000-01-01", to: "2099-01-01") { placed confirmed lasting reversed arrived returned institution { id name region { name } } } }';
  const rows = (await app.data(query, {}, { role: 'INTERMEDIARY', institution: scene.institution })).agencyOutcomes;
  expect(rows).toMatchObject([
    { placed: 2, confirmed: 2, lasting: 1, reversed: 0, arrived: 2, returned: 1, institution: { id: scene.institution, region: { name: '万州区' } } },
  ]);
});

test('who may not: outcomes are no business of a recruiter, and another broker’s are not seen', async () => {
  const query = '{ agencyOutcomes(from: "2000-01-01", to: "2099-01-01") { placed } }';
  expect(await app.mistake(query, {}, { role: 'RECRUITER' })).toBe('FORBIDDEN');
  const institution = await anInstitution(app, '500101', 'LABOUR_BROKER');
  expect((await app.data(query, {}, { role: 'INTERMEDIARY', institution })).agencyOutcomes).toEqual([]);
});

const today = async (): Promise<string> => ((await app.sql('select app_today()::text as day')) as [{ day: string }])[0].day;

test('the lost, the changed, the reversed, those not there yet and those on their own count as their events say', async () => {
  const scene = await anOrder(app, { heads: 5 });
  const persons = [];
  for (let at = 0; at < 5; at++) persons.push(await aWorker(app, scene.institution, { region: '500101' }));
  const [stays, lost, changed, reversed, travels] = (await atWork(app, scene, persons)) as [string, string, string, string, string];
  await app.sql('update transfer set departed_on = app_today() - 101, arrived_on = app_today() - 100 where order_id = ?', [scene.order]);
  await app.sql('update placement set hired_on = app_today() - 120 where vacancy_id = ?', [scene.vacancy]);
  const dayOf = async (ago: number): Promise<string> =>
    ((await app.sql('select (app_today() - ?::int)::text as day', [ago])) as [{ day: string }])[0].day;
  await done(app, 'transferLose', 'StepInput', lost, 'transfer { state }', {});
  await done(app, 'transferChangeJob', 'TransferEndInput', changed, 'transfer { state }', { on: await dayOf(60), reason: '去了另一家厂' });
  const [{ id }] = (await app.sql('select placement_id as id from transfer where id = ?', [reversed])) as [{ id: string }];
  await done(app, 'placementReverse', 'PlacementReasonInput', id, 'placement { state }', { reason: '虚假录用' });
  await app.sql("update transfer set state = 'DEPARTED', arrived_on = null where id = ?", [travels]);
  const own = await aWorker(app, scene.institution, { region: '500101' });
  const input = { seeker: own.seeker, institution: scene.institution, destination: '上海', departedOn: await dayOf(41), arrivedOn: await dayOf(40) };
  const { transfer: alone } = await done(app, 'transferRecord', 'TransferRecordInput', null, 'transfer { id }', input);

  /** Days since the arrival, and on how many of them the person was at that work; from the steps above. */
  const events: { id: string; placed: boolean; ago: number | null; lasted: number }[] = [
    { id: stays, placed: true, ago: 100, lasted: 100 },
    { id: lost, placed: true, ago: 100, lasted: 0 },
    { id: changed, placed: true, ago: 100, lasted: 40 },
    { id: reversed, placed: false, ago: 100, lasted: 0 },
    { id: travels, placed: true, ago: null, lasted: 0 },
    { id: alone.id, placed: false, ago: 40, lasted: 40 },
  ];
  const arrived = events.filter((one) => one.ago !== null && one.id !== reversed);
  const due = (days: number): number => arrived.filter((one) => one.ago! >= days).length;
  const lasted = (days: number): number => arrived.filter((one) => one.ago! >= days && one.lasted >= days).length;
  const query =
    '{ transferCohorts(by: INSTITUTION, from: "2000-01-01", to: "2099-01-01") { placed arrived onPost30 due30 onPost90 due90 onPost180 due180 } }';
  expect((await app.data(query, {}, { role: 'INTERMEDIARY', institution: scene.institution })).transferCohorts).toEqual([
    {
      placed: events.filter((one) => one.placed).length,
      arrived: arrived.length,
      onPost30: lasted(30),
      due30: due(30),
      onPost90: lasted(90),
      due90: due(90),
      onPost180: lasted(180),
      due180: due(180),
    },
  ]);
});

test('a window that ends before it begins is a mistake', async () => {
  for (const query of ['transferCohorts(by: COUNTY, from: "2026-02-01", to: "2026-01-31")', 'agencyOutcomes(from: "2026-02-01", to: "2026-01-31")'])
    expect(await app.mistake(`{ ${query} { placed } }`, {}, CITY)).toBe('BAD_USER_INPUT');
});
