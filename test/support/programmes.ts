import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { writeXlsx } from '../../src/platform/sheets/write.js';
import { type TestApp, type Who } from './app.js';
import { aVacancy, anEmployer, anInstitution, CITY, REGISTER, seekerInput } from './factories.js';
import { done } from './transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */

export const COUNTY = '500101';
export const STREET = '500101001';
export const COMMUNITY = '500101001001';

/** Somebody of an office by name: two at one office are two persons. */
export const clerk = (region: string, name: string): Who => ({ role: 'OFFICE', region, name: `${region} ${name}` });

let made = 20_000;
export interface Resident {
  seeker: string;
  registration: string;
  idNumber: string;
  name: string;
}

/** A resident of a community, registered as looking for work at an institution. */
export async function aResident(
  app: TestApp,
  institution: string,
  more: { born?: string; sex?: 'MALE' | 'FEMALE'; input?: object } = {},
): Promise<Resident> {
  const idNumber = syntheticResidentId(++made, more.born ?? '1980-05-06', more.sex ?? 'MALE');
  const name = `冉${String.fromCodePoint(0x4e00 + (made % 20_000))}`;
  const input = seekerInput(institution, { name, idNumber, region: COMMUNITY, wish: { occupations: ['焊工'], places: ['100000'] }, ...more.input });
  const { seekerRegister } = await app.data(REGISTER, { input }, CITY);
  if (seekerRegister.userErrors.length > 0) throw new Error(JSON.stringify(seekerRegister.userErrors));
  const { id, seeker } = seekerRegister.registration;
  return { seeker: seeker.id, registration: id, idNumber, name };
}

export interface Placed {
  placement: string;
  employer: string;
  vacancy: string;
}

/** A hire of the person through a referral, confirmed unless told. */
export async function aPlacement(app: TestApp, institution: string, person: Resident, { confirmed = true } = {}): Promise<Placed> {
  const employer = await anEmployer(app);
  const vacancy = await aVacancy(app, { employer, institution });
  const { referral } = await done(app, 'referralIssue', 'ReferralIssueInput', null, 'referral { id }', {
    registration: person.registration,
    vacancy,
  });
  const { placement } = await done(app, 'referralHire', 'StepInput', referral.id, 'placement { id }', {});
  if (confirmed) await done(app, 'placementConfirm', 'PlacementConfirmInput', placement.id, 'placement { id }', { evidence: 'CONTRACT' });
  return { placement: placement.id, employer, vacancy };
}

export const aStation = (app: TestApp, region = STREET): Promise<string> => anInstitution(app, region, 'GRASSROOTS_STATION');

/** Working days of every year that a test may come to: weekends only. */
export const calendar = (app: TestApp): Promise<unknown> =>
  app.sql("insert into calendar_year (year, source, assumed) select y, 'test', true from generate_series(2020, 2040) y on conflict do nothing");

export const today = async (app: TestApp, shift = 0): Promise<string> =>
  ((await app.sql('select (app_today() + ?::int)::text as day', [shift])) as [{ day: string }])[0].day;

/** Moves the one clock. */
export const later = async (app: TestApp, days: number): Promise<void> => {
  await app.sql("update app_clock set shift = shift + ?::int * interval '1 day'", [days]);
  await app.application.platform.clock.read();
};

/** A register's sheet, sent by an office. */
export async function sendSheet(app: TestApp, name: string, lines: readonly Record<string, string>[], as: Who, institution?: string): Promise<any> {
  const columns = Object.keys(lines[0]!).map((title) => ({ key: title, title }));
  const url = `${app.server.url}/registers/${name}${institution === undefined ? '' : `?institution=${institution}`}`;
  const headers = { authorization: `Bearer ${await app.token(as)}`, 'content-type': 'application/octet-stream' };
  const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(await writeXlsx(columns, lines)) });
  return { status: response.status, ...((await response.json()) as object) };
}
