import { syntheticPhone } from '../../src/platform/privacy/phone.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { key, type TestApp, type Who } from './app.js';
import { aVacancy, anEmployer, anInstitution, CITY, REGISTER, seekerInput } from './factories.js';

export interface Person {
  id: string;
  registration: string;
  institution: string;
  name: string;
  idNumber: string;
  phone: string;
}

let made = 0;

/** A registered person with a name, an ID number and a phone that nobody else has. */
export async function aPerson(app: TestApp, more: { institution?: string; input?: object; as?: Who } = {}): Promise<Person> {
  const number = ++made + 10_000;
  const institution = more.institution ?? (await anInstitution(app));
  const idNumber = syntheticResidentId(number, '1979-04-05', 'FEMALE');
  const phone = syntheticPhone(number).slice(3);
  const name = `覃${String.fromCodePoint(0x4e00 + number)}${String.fromCodePoint(0x5e00 + number)}`;
  const input = seekerInput(institution, { name, idNumber, phone, ...more.input });
  const { seekerRegister } = await app.data(REGISTER, { input }, more.as ?? CITY);
  if (seekerRegister.userErrors.length > 0) throw new Error(JSON.stringify(seekerRegister.userErrors));
  const { id, seeker } = seekerRegister.registration;
  return { id: seeker.id, registration: id, institution, name, idNumber, phone };
}

export const self = (person: Person): Who => ({ role: 'SEEKER', seeker: person.id });

export const REVEAL =
  'mutation ($id: ID!, $input: SeekerRevealInput!) { seekerReveal(id: $id, input: $input) { value userErrors { code path message } } }';

export const revealInput = (field: string, more: object = {}): object => ({ field, reason: '办理社会保险', idempotencyKey: key(), ...more });

// oxlint-disable-next-line typescript/no-explicit-any -- an answer
export const reveal = async (app: TestApp, person: { id: string }, field: string, as: Who, more: object = {}): Promise<any> =>
  (await app.data(REVEAL, { id: person.id, input: revealInput(field, more) }, as)).seekerReveal;

const mutation = (name: string, input: string, part: string, id = true): string =>
  id
    ? `mutation ($id: ID!, $input: ${input}!) { ${name}(id: $id, input: $input) { ${part} userErrors { code path message } } }`
    : `mutation ($input: ${input}!) { ${name}(input: $input) { ${part} userErrors { code path message } } }`;

export const GIVE = mutation(
  'consentGive',
  'ConsentGiveInput',
  'consent { id purpose source evidence withdrawnAt text { version } employer { id } }',
  false,
);
export const WITHDRAW = mutation('consentWithdraw', 'StepInput', 'consent { id withdrawnAt }');
export const ERASE = mutation('seekerErase', 'SeekerEraseInput', 'erasure { id until }');
export const EXPORT = mutation('seekerExport', 'SeekerExportInput', 'document');
export const FIND = mutation('seekerFind', 'SeekerFindInput', 'seeker { id name }', false);

// oxlint-disable-next-line typescript/no-explicit-any -- an answer
export const erase = async (app: TestApp, id: string, as: Who = CITY): Promise<any> =>
  (await app.data(ERASE, { id, input: { reason: '本人申请删除', idempotencyKey: key() } }, as)).seekerErase;

/** A consent that an employer gets name and phone, on paper unless the person gives it. */
export async function aConsent(app: TestApp, person: Person, employer: string, as: Who = CITY): Promise<string> {
  const evidence = as.role === 'SEEKER' ? {} : { evidence: '同意书 2026-0012，档案柜三' };
  const input = { seeker: person.id, purpose: 'CONTACT', version: 1, employer, ...evidence, idempotencyKey: key() };
  const { consentGive } = await app.data(GIVE, { input }, as);
  if (consentGive.userErrors.length > 0) throw new Error(JSON.stringify(consentGive.userErrors));
  return consentGive.consent.id as string;
}

export interface Put {
  person: Person;
  employer: string;
  vacancy: string;
  referral: string;
}

/** A person put forward to an employer. */
export async function aReferredPerson(app: TestApp, traits: { hired?: boolean; input?: object } = {}): Promise<Put> {
  const person = await aPerson(app, traits.input ? { input: traits.input } : {});
  const employer = await anEmployer(app);
  const vacancy = await aVacancy(app, { employer, institution: person.institution });
  const issue = 'mutation ($input: ReferralIssueInput!) { referralIssue(input: $input) { referral { id } userErrors { code message } } }';
  const { referralIssue } = await app.data(issue, { input: { registration: person.registration, vacancy, idempotencyKey: key() } }, CITY);
  if (referralIssue.userErrors.length > 0) throw new Error(JSON.stringify(referralIssue.userErrors));
  const referral = referralIssue.referral.id as string;
  if (traits.hired) await hire(app, referral);
  return { person, employer, vacancy, referral };
}

export const hire = (app: TestApp, referral: string): Promise<unknown> =>
  app.data(
    'mutation ($id: ID!, $input: StepInput!) { referralHire(id: $id, input: $input) { userErrors { code } } }',
    { id: referral, input: { idempotencyKey: key() } },
    CITY,
  );
