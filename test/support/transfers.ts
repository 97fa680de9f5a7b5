import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { key, type TestApp, type Who } from './app.js';
import { aVacancy, anEmployer, anInstitution, CITY, REGISTER, seekerInput } from './factories.js';

/** A mutation's payload; errors fail, userErrors are the caller's to look at. */
export async function change(
  app: TestApp,
  name: string,
  input: string,
  id: string | null,
  fields: string,
  values: object,
  as: Who = CITY,
): Promise<any> {
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  const [head, args] = id === null ? ['', ''] : [`$id: ID!, `, `id: $id, `];
  const query = `mutation (${head}$input: ${input}!) { ${name}(${args}input: $input) { ${fields} userErrors { code path message } } }`;
  return (await app.data(query, { ...(id === null ? {} : { id }), input: { idempotencyKey: key(), ...values } }, as))[name];
}

/** The same, which must be done. */
export async function done(app: TestApp, ...args: [string, string, string | null, string, object, Who?]): Promise<any> {
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  const answer = await change(app, ...args);
  if (answer.userErrors.length > 0) throw new Error(`${args[0]}: ${JSON.stringify(answer.userErrors)}`);
  return answer;
}

let people = 10_000;
export interface Person {
  registration: string;
  seeker: string;
}

/** Somebody of Wanzhou who would weld in Shanghai, registered at an institution. */
export async function aWorker(app: TestApp, institution: string, more: object = {}, born = '1988-08-08'): Promise<Person> {
  const input = seekerInput(institution, {
    idNumber: syntheticResidentId(++people, born, 'MALE'),
    wish: { occupations: ['焊工'], places: ['100000'] },
    ...more,
  });
  const { seekerRegister } = await app.data(REGISTER, { input }, CITY);
  if (seekerRegister.userErrors.length > 0) throw new Error(JSON.stringify(seekerRegister.userErrors));
  return { registration: seekerRegister.registration.id, seeker: seekerRegister.registration.seeker.id };
}

/** So many who travel together. */
export async function aGroup(app: TestApp, institution: string, size: number): Promise<Person[]> {
  const first = await aWorker(app, institution, { newTravelGroup: { name: `同行${key().slice(0, 6)}`, kind: 'VILLAGE' } });
  const [{ id }] = (await app.sql('select travel_group_id as id from seeker where id = ?', [first.seeker])) as [{ id: string }];
  const rest: Person[] = [];
  for (let at = 1; at < size; at++) rest.push(await aWorker(app, institution, { travelGroup: id }));
  return [first, ...rest];
}

export const year = async (app: TestApp): Promise<number> =>
  ((await app.sql('select extract(year from app_today())::int as year')) as [{ year: number }])[0].year;

/** Places for people of a county in a region, without an agreement. */
export async function aQuota(app: TestApp, places: number, { origin = '500101', destination = '310000' } = {}): Promise<string> {
  const values = { origin, destination, places, year: await year(app) };
  return (await done(app, 'quotaOffer', 'QuotaOfferInput', null, 'quota { id }', values)).quota.id;
}

export interface OrderScene {
  institution: string;
  employer: string;
  vacancy: string;
  order: string;
  quota: string | null;
}

export async function anOrder(
  app: TestApp,
  { heads = 2, quota = null as string | null, region = '310000', more = {} as object, requirements = {} as object } = {},
): Promise<OrderScene> {
  const [institution, employer] = [await anInstitution(app, '500101'), await anEmployer(app, { region })];
  const vacancy = await aVacancy(app, { employer, institution, input: { headCount: heads, region, requirements: { ageMin: 16, ...requirements } } });
  const [{ day }] = (await app.sql('select app_today()::text as day')) as [{ day: string }];
  const values = { vacancy, headCount: heads, departOn: day, ...(quota ? { quota } : {}), ...more };
  const { order } = await done(app, 'labourOrderOpen', 'LabourOrderOpenInput', null, 'order { id }', values);
  return { institution, employer, vacancy, order: order.id, quota };
}

interface Listed {
  id: string;
  state: string;
  position: number;
  seeker: { id: string };
  travelGroup: { id: string } | null;
}

export const listOf = async (app: TestApp, order: string): Promise<Listed[]> =>
  (
    await app.data(
      'query ($id: ID!) { labourOrder(id: $id) { transfers { id state position seeker { id } travelGroup { id } } } }',
      { id: order },
      CITY,
    )
  ).labourOrder.transfers;

export const register = (app: TestApp, order: string, persons: readonly Person[]): Promise<any> =>
  // oxlint-disable-line typescript/no-explicit-any -- an answer
  done(app, 'labourOrderRegister', 'LabourOrderRegisterInput', order, 'order { id }', { registrations: persons.map((one) => one.registration) });

export async function contractAll(app: TestApp, order: string): Promise<void> {
  const chosen = (await listOf(app, order)).filter((one) => one.state === 'MATCHED');
  const contracts = chosen.map((one) => ({ transfer: one.id, number: `HT-${one.position}` }));
  await done(app, 'labourOrderContract', 'LabourOrderContractInput', order, 'order { id }', { contracts });
}

export async function aBatch(app: TestApp, order: string, seats = 100): Promise<string> {
  const [{ day }] = (await app.sql('select app_today()::text as day')) as [{ day: string }];
  const values = { leader: '陈队长', vehicle: '渝 A 10086', seats, insurance: 'BX-1', meetingPoint: '万州北站 8:00', departOn: day };
  return (await done(app, 'departureBatchPlan', 'DepartureBatchPlanInput', order, 'batch { id }', values)).batch.id;
}

/** Persons of one order, there and at work; the transfers' ids. */
export async function atWork(app: TestApp, scene: OrderScene, persons: readonly Person[]): Promise<string[]> {
  await register(app, scene.order, persons);
  await done(app, 'labourOrderSelect', 'StepInput', scene.order, 'order { id }', {});
  await contractAll(app, scene.order);
  const batch = await aBatch(app, scene.order);
  await done(app, 'departureBatchCheck', 'DepartureBatchCheckInput', batch, 'batch { id }', { absent: [] });
  await done(app, 'departureBatchDepart', 'StepInput', batch, 'batch { id }', {});
  await done(app, 'departureBatchArrive', 'DepartureBatchArriveInput', batch, 'batch { id }', {});
  await done(app, 'labourOrderBegin', 'LabourOrderBeginInput', scene.order, 'order { id }', {});
  return (await listOf(app, scene.order)).filter((one) => one.state === 'ON_POST').map((one) => one.id);
}

export const ledgerOf = async (app: TestApp, quota: string): Promise<{ reserved: number; confirmed: number }> =>
  ((await app.sql('select reserved, confirmed from quota where id = ?', [quota])) as [{ reserved: number; confirmed: number }])[0];
