import { beforeAll, expect, test } from '../support/jest.js';
import { expire } from '../../src/application.js';
import { testApp, type Who } from '../support/app.js';
import { aPlacement, aResident, aStation, calendar, COUNTY, later, type Resident, STREET, today } from '../support/programmes.js';
import { change, done } from '../support/transfers.js';

const app = testApp();
const street: Who = { role: 'OFFICE', region: STREET, name: '街道 甲' };
const county: Who = { role: 'OFFICE', region: COUNTY, name: '区县 乙' };
let station: string;
let begun: string;
beforeAll(async () => {
  await calendar(app);
  station = await aStation(app);
  begun = await today(app);
});

const figures = async (): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  (
    await app.data(
      `query ($from: LocalDate!, $to: LocalDate!) { employmentFigures(region: "${COUNTY}", from: $from, to: $to) {
         startCount retirementCount deathCount newUrbanEmploymentCount urbanEmployedCount registeredUnemployedCount registeredUnemploymentRate } }`,
      { from: begun, to: await today(app) },
      county,
    )
  ).employmentFigures;
const unemployed = (person: Resident): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  done(
    app,
    'unemploymentRegister',
    'UnemploymentRegisterInput',
    null,
    'unemployment { id }',
    { seeker: person.seeker, cause: 'LAID_OFF', institution: station },
    street,
  );

/**
 * Four laid-off residents of one street: one is placed and registered by the employer, one opens a stall, one falls silent, one
 * keeps looking; the one who was placed retires later. The rate follows from the registers alone.
 */
test('employment and unemployment registration, and the registered unemployment rate that follows from them', async () => {
  expect(await figures()).toMatchObject({ urbanEmployedCount: 0, registeredUnemployedCount: 0, registeredUnemploymentRate: null });

  const placed = await aResident(app, station);
  const trader = await aResident(app, station);
  const silent = await aResident(app, station);
  const looking = await aResident(app, station);
  await unemployed(placed);
  await unemployed(trader);
  await unemployed(silent);
  const kept = (await unemployed(looking)).unemployment.id;
  expect(await figures()).toMatchObject({ startCount: 0, registeredUnemployedCount: 4, registeredUnemploymentRate: 1 });

  const hire = await aPlacement(app, station, placed, { confirmed: false });
  const recruiter: Who = { role: 'RECRUITER', employers: [hire.employer] };
  const early = await change(
    app,
    'employmentRegister',
    'EmploymentRegisterInput',
    null,
    'employment { id }',
    { placement: hire.placement },
    recruiter,
  );
  expect(early.userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);
  await done(app, 'placementConfirm', 'PlacementConfirmInput', hire.placement, 'placement { id }', { evidence: 'EMPLOYER' }, recruiter);
  const { employment } = await done(
    app,
    'employmentRegister',
    'EmploymentRegisterInput',
    null,
    'employment { id late }',
    { placement: hire.placement },
    recruiter,
  );
  expect(employment.late).toBe(false);
  const again = await change(
    app,
    'unemploymentRegister',
    'UnemploymentRegisterInput',
    null,
    'unemployment { id }',
    { seeker: placed.seeker, cause: 'LAID_OFF', institution: station },
    street,
  );
  expect(again.userErrors).toMatchObject([{ code: 'NOT_ELIGIBLE' }]);

  const own = { seeker: trader.seeker, kind: 'SELF_EMPLOYED', startedOn: await today(app), institution: station };
  await done(app, 'employmentRegister', 'EmploymentRegisterInput', null, 'employment { id }', own, street);
  expect(await figures()).toEqual({
    startCount: 2,
    retirementCount: 0,
    deathCount: 0,
    newUrbanEmploymentCount: 2,
    urbanEmployedCount: 2,
    registeredUnemployedCount: 2,
    registeredUnemploymentRate: 0.5,
  });

  await later(app, 170);
  await done(app, 'unemploymentContact', 'StepInput', kept, 'unemployment { id }', {}, street);
  await later(app, 20);
  await expire(app.application.platform);
  expect(await figures()).toMatchObject({ registeredUnemployedCount: 1, registeredUnemploymentRate: 1 / 3 });

  await done(
    app,
    'employmentEnd',
    'EmploymentEndInput',
    employment.id,
    'employment { id }',
    { on: await today(app, -1), cause: 'RETIRED' },
    recruiter,
  );
  expect(await figures()).toMatchObject({ retirementCount: 1, newUrbanEmploymentCount: 1, urbanEmployedCount: 1, registeredUnemploymentRate: 0.5 });
});

test('new urban employment and registered unemployment rate: one statement, whoever asks; an intermediary and a foreign county learn nothing', async () => {
  expect(await app.statements(figures)).toBe(1);
  const query = `{ employmentFigures(region: "${COUNTY}", from: "2020-01-01", to: "2040-01-01") { startCount urbanEmployedCount } }`;
  expect((await app.data(query, {}, { role: 'OFFICE', region: '500102' })).employmentFigures).toEqual({ startCount: 0, urbanEmployedCount: 0 });
  expect(await app.mistake(query, {}, { role: 'INTERMEDIARY', institution: station })).toBe('FORBIDDEN');
  expect(await app.mistake(query.replace('2040-01-01', '2019-01-01'), {}, county)).toBe('BAD_USER_INPUT');
});
