import { key, type TestApp, type Who } from './app.js';
import { anInstitution, CITY } from './factories.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */

/** The clock of a test's world stands in 2026 and later; places are for its year. */
export const yearOf = (app: TestApp): number => Number(app.application.platform.clock.today().slice(0, 4));

/** A mutation by name: its payload, with what is asked of each part. */
export async function act(app: TestApp, name: string, variables: { id?: string; input?: object }, shown: string, as: Who = CITY): Promise<any> {
  const type = INPUTS[name] ?? `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const [declared, given] = variables.id === undefined ? ['', ''] : ['$id: ID!, ', 'id: $id, '];
  const query = `mutation (${declared}$input: ${type}!) { ${name}(${given}input: $input) { ${shown} userErrors { code path message } } }`;
  return (await app.data(query, { ...variables, input: { idempotencyKey: key(), ...variables.input } }, as))[name];
}

const INPUTS: Record<string, string> = {
  agreementActivate: 'StepInput',
  agreementComplete: 'ReasonInput',
  agreementTerminate: 'ReasonInput',
  planIssue: 'StepInput',
  planReopen: 'ReasonInput',
  reservationConfirm: 'StepInput',
  reservationRelease: 'ReasonInput',
};

const done = (payload: any): any => {
  if (payload.userErrors.length > 0) throw new Error(JSON.stringify(payload.userErrors));
  return payload;
};

export const AGREEMENT = 'agreement { id state scope reason signedOn partner { confidence } sendingCounty { code } receivingRegion { code } }';

export async function agreementText(app: TestApp, more: object = {}): Promise<object> {
  const institution = await anInstitution(app);
  return {
    title: '万州—浙江劳务对口合作协议',
    sendingCounty: '500101',
    receivingRegion: '330000',
    trades: ['焊工'],
    terms: { trainingDays: 15, trainingBy: 'SENDING_SIDE', travelBy: 'EMPLOYER', dormitory: true, minimumWage: '80000' },
    parties: [
      { role: 'SENDING', institution, contactName: '李科长', officePhone: '023-58212345' },
      { role: 'RECEIVING', name: '浙江省劳动就业服务局' },
      { role: 'WINDOW', name: '万州驻杭州劳务办', address: '杭州市上城区' },
    ],
    validFrom: `${yearOf(app)}-01-01`,
    validUntil: `${yearOf(app) + 1}-12-31`,
    ...more,
  };
}

/** An agreement through the same mutations as anybody's, in force unless told. */
export async function anAgreement(app: TestApp, more: object = {}, until: 'NEGOTIATING' | 'SIGNED' | 'ACTIVE' = 'ACTIVE'): Promise<string> {
  const { agreement } = done(await act(app, 'agreementDraft', { input: await agreementText(app, more) }, AGREEMENT));
  const steps = until === 'NEGOTIATING' ? [] : until === 'SIGNED' ? ['agreementSign'] : ['agreementSign', 'agreementActivate'];
  for (const name of steps) done(await act(app, name, { id: agreement.id }, AGREEMENT));
  return agreement.id as string;
}

export const QUOTA = 'quota { id places reserved confirmed allocated deficit remaining state }';

/** Places of nobody's agreement, from Wanzhou to Shanghai unless told. */
export async function aQuota(app: TestApp, places = 10, more: object = {}): Promise<string> {
  const input = { origin: '500101', destination: '310000', year: yearOf(app), places, ...more };
  return done(await act(app, 'quotaOffer', { input }, QUOTA)).quota.id as string;
}

export async function aPart(app: TestApp, quota: string, places: number, more: object): Promise<string> {
  return done(await act(app, 'quotaAllocate', { id: quota, input: { places, ...more } }, QUOTA)).quota.id as string;
}

export const RESERVATION = 'reservation { id state count purpose expiresAt endedAt quota { id reserved confirmed remaining } }';

export const reserve = (app: TestApp, quota: string, count = 1, more: object = {}, as: Who = CITY): Promise<any> =>
  act(app, 'quotaReserve', { id: quota, input: { count, purpose: '春风行动专列', ...more } }, RESERVATION, as);

export async function aReservation(app: TestApp, quota: string, count = 1): Promise<string> {
  return done(await reserve(app, quota, count)).reservation.id as string;
}

export const confirm = (app: TestApp, id: string, as: Who = CITY): Promise<any> => act(app, 'reservationConfirm', { id }, RESERVATION, as);
export const release = (app: TestApp, id: string, as: Who = CITY): Promise<any> =>
  act(app, 'reservationRelease', { id, input: { reason: '改期' } }, RESERVATION, as);

/** The row as the database has it. */
export async function numbers(app: TestApp, quota: string): Promise<Record<string, number>> {
  const [row] = await app.sql<Record<string, number>>('select places, reserved, confirmed, allocated, deficit from quota where id = ?', [quota]);
  return row!;
}

/** Moves the one clock forward. */
export const later = (app: TestApp, interval: string): Promise<unknown> => app.sql('update app_clock set shift = shift + ?::interval', [interval]);
