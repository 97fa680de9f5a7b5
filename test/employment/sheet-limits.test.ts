import { beforeAll, expect, test } from '../support/jest.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { inTurn } from '../../src/platform/sheets/turns.js';
import { testApp, type Who } from '../support/app.js';
import { anInstitution } from '../support/factories.js';
import { aResident, aStation, calendar, clerk, type Resident, sendSheet, STREET } from '../support/programmes.js';

const app = testApp();
let station: string;
beforeAll(async () => {
  await calendar(app);
  station = await aStation(app);
});
const line = (person: Pick<Resident, 'name' | 'idNumber'>, more: Record<string, string>): Record<string, string> => ({
  姓名: person.name,
  身份证号: person.idNumber,
  ...more,
});
type Refused = { row: number; code: string; field: string; zh: string; en: string };
const lookedUpBy = async (who: Who): Promise<{ seeker_id: string | null }[]> =>
  app.sql("select seeker_id from audit_entry where action = 'LOOKED_UP' and actor_name = ? order by day, number", [who.name]);
const stranger = (number: number): Pick<Resident, 'name' | 'idNumber'> => ({
  name: '张三',
  idNumber: syntheticResidentId(number, '1981-02-03', 'MALE'),
});

test('a sheet tells nobody who is registered: one answer, each guess written down, and no more than sixty a minute', async () => {
  const guesser = clerk('500102', '猜测者');
  const own = await anInstitution(app, '500102');
  const hit = [await aResident(app, station), await aResident(app, station), await aResident(app, station)];
  const guesses = [...hit.map(({ idNumber }) => ({ name: '张三', idNumber })), ...Array.from({ length: 97 }, (_, at) => stranger(40_000 + at))];
  const mine = [await aResident(app, own), await aResident(app, own)];
  const lines = [...guesses, ...mine].map((person) => line(person, { 失业原因: '下岗' }));
  const answer = await sendSheet(app, 'unemployment', lines, guesser, own);
  const refused = answer.refused as Refused[];
  const ofGuesses = refused.filter(({ row }) => row <= 101);
  expect([answer.status, answer.read, ofGuesses.length]).toEqual([200, 102, 100]);
  const told = ofGuesses.slice(0, 60).map(({ code, field, zh, en }) => JSON.stringify([code, field, zh, en]));
  expect([...new Set(told)]).toEqual([expect.stringContaining('NOT_FOUND')]);
  expect(new Set(ofGuesses.slice(60).map(({ code }) => code))).toEqual(new Set(['RATE_LIMITED']));
  const written = await lookedUpBy(guesser);
  expect(written).toHaveLength(60);
  expect(written.slice(0, 4).map(({ seeker_id }) => seeker_id)).toEqual([...hit.map(({ seeker }) => seeker), null]);
  // What is the office's own goes on: in sight, with the right name, nobody is looked up.
  expect(refused.filter(({ row, code }) => row > 101 && code === 'RATE_LIMITED')).toEqual([]);
  const again = await sendSheet(app, 'unemployment', lines.slice(3, 5), guesser, own);
  expect([again.refused.map(({ code }: Refused) => code), (await lookedUpBy(guesser)).length]).toEqual([['RATE_LIMITED', 'RATE_LIMITED'], 60]);
});

test('an office files its own list without a look-up; somebody of elsewhere, with their document, is one', async () => {
  const filing = clerk(STREET, '填表人');
  const elsewhere = await aResident(app, await anInstitution(app, '500103'), { input: { region: '500103' } });
  const lines = [await aResident(app, station), await aResident(app, station), elsewhere].map((person) => line(person, { 失业原因: '下岗' }));
  expect(await sendSheet(app, 'unemployment', lines, filing, station)).toMatchObject({ status: 200, stored: 3 });
  expect(await lookedUpBy(filing)).toEqual([{ seeker_id: elsewhere.seeker }]);
});

test('one sheet of an account at a time, a few of all, and the turn ends with the work', async () => {
  const waits = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const works = waits.map(({ promise }, at) => inTurn(`account ${at}`, () => promise));
  await expect(inTurn('account 0', async () => 'done')).rejects.toMatchObject({ code: 'RATE_LIMITED', extensions: { retryAfter: 5 } });
  await expect(inTurn('account 9', async () => 'done')).rejects.toMatchObject({ code: 'UNAVAILABLE', extensions: { retryAfter: 5 } });
  waits[0]!.resolve();
  await works[0];
  expect(await inTurn('account 9', async () => 'done')).toBe('done');
  waits[1]!.reject(new Error('broken'));
  await expect(works[1]).rejects.toThrow('broken');
  expect(await inTurn('account 1', async () => 'done')).toBe('done');
  for (const { resolve } of waits) resolve();
  await Promise.all([works[2], works[3]]);
});
