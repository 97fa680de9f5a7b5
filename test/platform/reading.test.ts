import pg from 'pg';
import { expect, test } from '../support/jest.js';
import { Reading, statementListeners, under } from '../../src/platform/database/reading.js';
import { raw, sql } from '../../src/platform/database/sql.js';
import { ANONYMOUS, settingsOf, type Viewer } from '../../src/platform/access/viewer.js';
import { testApp } from '../support/app.js';
import { anInstitution, aVacancy, CITY, REGISTER, seekerInput } from '../support/factories.js';

const app = testApp();
const reading = (settings = { 'app.role': 'office' } as Record<string, string>): Reading => new Reading(app.application.platform.pool, settings);
const ROLE = sql`select current_setting('app.role', true)`;

async function texts(work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  const listener = (text: string): void => void seen.push(text);
  statementListeners.add(listener);
  await work().finally(() => statementListeners.delete(listener));
  return seen;
}

test('the settings hold from the first statement to the last, also for statements sent at once, and for nobody after', async () => {
  const one = reading();
  expect(await Promise.all([one.value(ROLE), one.value(ROLE)])).toEqual(['office', 'office']);
  expect(await one.value(ROLE)).toBe('office');
  await one.end();
  const roles = await Promise.all(
    Array.from({ length: 30 }, async () => {
      const other = reading({});
      return other.value(ROLE).finally(() => other.end());
    }),
  );
  expect(roles.filter((role) => role !== null && role !== '')).toEqual([]);
});

const NAMES = ['app.role', 'app.user_id', 'app.region_path', 'app.institution_id', 'app.employer_ids', 'app.seeker_id'];
const HELD = sql`select array(select nullif(current_setting(name, true), '') from unnest(${NAMES}::text[]) with ordinality as n (name, at) order by at)`;

test('what a viewer has not is empty on a connection that served one who has everything, also after an error', async () => {
  const pool = new pg.Pool({ ...app.application.platform.pool.options, max: 1 });
  const read = async (viewer: Viewer, then?: string): Promise<unknown> => {
    const one = new Reading(pool, settingsOf(viewer));
    const held = await one.value(HELD);
    if (then !== undefined) await expect(one.value(raw(then))).rejects.toThrow();
    await one.close();
    return held;
  };
  const [id, other] = ['01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002'];
  const everything: Viewer = {
    ...ANONYMOUS,
    role: 'office',
    userId: id,
    regionPath: '/100000/500000',
    institutionId: id,
    employerIds: [id, other],
    seekerId: other,
  };
  const nothing = ['anonymous', null, null, null, null, null];
  try {
    expect(await read(ANONYMOUS)).toEqual(nothing);
    expect(await read(everything)).toEqual(['office', id, '/100000/500000', id, `{${id},${other}}`, other]);
    expect(await read(ANONYMOUS)).toEqual(nothing);
    await read(everything, 'select 1 / 0');
    expect(await read(ANONYMOUS)).toEqual(nothing);
    await expect(under(pool, settingsOf(everything), () => Promise.reject(new Error('broken off')))).rejects.toThrow('broken off');
    await under(pool, settingsOf(everything), () => Promise.resolve());
    expect(await read(ANONYMOUS)).toEqual(nothing);
  } finally {
    await pool.end();
  }
});

test('a value is a literal, whatever it holds', async () => {
  for (const value of [
    "'",
    "''",
    '\\',
    "\\'",
    "'; set local app.role = 'system'; --",
    "\\'; set local app.role = 'system'; --",
    'a;b',
    '$1',
    '“重庆”\n',
    '',
  ]) {
    const one = reading({ 'app.role': 'office', 'app.region_path': value });
    expect(await one.value(sql`select current_setting('app.region_path')`)).toBe(value);
    expect(await one.value(ROLE)).toBe('office');
    await one.close();
  }
});

test('a request reads one snapshot, and a request after it the next', async () => {
  const count = sql`select count(*)::int from vacancy`;
  const one = reading();
  const before = await one.value<number>(count);
  await aVacancy(app);
  expect(await one.value(count)).toBe(before);
  await one.end();
  expect(await one.value(count)).toBe(before! + 1);
  await one.close();
  await expect(one.value(count)).rejects.toThrow('the request is over');
});

test('nothing is shown when the settings could not be set, and the connection serves the next request', async () => {
  for (let time = 0; time < 12; time++) {
    const wrong = reading({ 'no dot': 'x' });
    await expect(wrong.rows(sql`select 1`)).rejects.toThrow();
    await wrong.end();
  }
  const right = reading();
  expect(await right.value(ROLE)).toBe('office');
  await right.end();
});

test('reading writes nothing', async () => {
  const one = reading();
  await expect(one.rows(sql`delete from import_refusal`)).rejects.toThrow('read-only transaction');
  await one.end();
});

test('what comes again is planned once; what comes once is not kept', async () => {
  const one = reading();
  const known = sql`select count(*)::int from pg_prepared_statements where statement = ${'select 2 + 3'}`;
  const twice = raw('select 2 + 3');
  await one.value(twice);
  expect(await one.value(known)).toBe(0);
  await one.value(twice);
  await one.value(twice);
  expect(await one.value(known)).toBe(1);
  await one.end();
});

test('a statement reads what the operation selects and no more; a field with a resolver of its own brings what it reads', async () => {
  await aVacancy(app);
  const [narrow] = await texts(() => app.data('{ vacancies(first: 1) { edges { node { title employer { name } } } } }', {}, CITY));
  expect(narrow).toContain('t.title');
  expect(narrow).not.toMatch(/t\.pay_from|t\.assumed|j0\.address|from referral r /);
  const [counted] = await texts(() => app.data('{ vacancies(first: 1) { edges { node { referralCount } } } }', {}, CITY));
  expect(counted).toContain('from referral r');
  await app.data(REGISTER, { input: seekerInput(await anInstitution(app)) }, CITY);
  const { seekers } = await app.data('{ seekers(first: 1) { edges { node { nameMasked } } } }', {}, CITY);
  expect(seekers.edges).toEqual([{ node: { nameMasked: '张**' } }]);
});
