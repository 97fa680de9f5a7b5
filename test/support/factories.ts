import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { syntheticCreditCode } from '../../src/modules/vacancies/credit-code.js';
import { key, type TestApp, type Who } from './app.js';

export const CITY: Who = { role: 'OFFICE', region: '500000' };

/** A day ahead, of a month and a day, that is still ahead while a test runs and that may be the last of a notice or a registration. */
export const nextYear = (monthAndDay: string): string => `${new Date().getFullYear() + 1}-${monthAndDay}`;

export async function anInstitution(app: TestApp, region = '500101', kind = 'PUBLIC_EMPLOYMENT_SERVICE'): Promise<string> {
  const input = { name: `机构${key().slice(0, 8)}`, kind, region, idempotencyKey: key() };
  const { institutionOpen } = await app.data(
    'mutation ($input: InstitutionOpenInput!) { institutionOpen(input: $input) { institution { id } userErrors { code } } }',
    { input },
    CITY,
  );
  const id = institutionOpen.institution.id as string;
  if (kind === 'LICENSED_AGENCY') await aLicence(app, id);
  return id;
}

export const LICENCE = {
  apply: 'mutation ($input: LicenceApplyInput!) { licenceApply(input: $input) { licence { id state appliedOn } userErrors { code path message } } }',
  grant:
    'mutation ($id: ID!, $input: LicenceGrantInput!) { licenceGrant(id: $id, input: $input) { licence { id state number validUntil } userErrors { code path message } } }',
};

/** A licence in force for a year, by application and grant. */
export async function aLicence(app: TestApp, institution: string): Promise<string> {
  const applied = await app.data(LICENCE.apply, { input: { institution, staffCount: 3, premises: '一号楼', idempotencyKey: key() } }, CITY);
  const id = applied.licenceApply.licence.id as string;
  const terms = { number: `渝人服 ${key().slice(0, 8)}`, validFrom: '2000-01-01', validUntil: '2099-12-31', idempotencyKey: key() };
  const { licenceGrant } = await app.data(LICENCE.grant, { id, input: terms }, CITY);
  if (licenceGrant.userErrors.length > 0) throw new Error(JSON.stringify(licenceGrant.userErrors));
  return id;
}

let employers = 0;
export async function anEmployer(app: TestApp, { verified = true, region = '500103' } = {}): Promise<string> {
  const input = { name: `单位${key().slice(0, 8)}`, creditCode: syntheticCreditCode(++employers), region, idempotencyKey: key() };
  const { employerRegister } = await app.data(
    'mutation ($input: EmployerRegisterInput!) { employerRegister(input: $input) { employer { id } userErrors { code } } }',
    { input },
    CITY,
  );
  const id = employerRegister.employer.id as string;
  if (verified)
    await app.data(
      'mutation ($id: ID!, $input: StepInput!) { employerVerify(id: $id, input: $input) { userErrors { code } } }',
      { id, input: { idempotencyKey: key() } },
      { role: 'OFFICE', region },
    );
  return id;
}

export interface VacancyTraits {
  employer?: string;
  institution?: string;
  open?: boolean;
  input?: object;
}

export const DRAFT =
  'mutation ($input: VacancyDraftInput!) { vacancyDraft(input: $input) { vacancy { id state } userErrors { code path message } } }';
export const step = (name: string): string =>
  `mutation ($id: ID!, $input: ${name === 'vacancyReject' || name === 'vacancyClose' ? 'ReasonInput' : 'StepInput'}!) { ${name}(id: $id, input: $input) { vacancy { id state reason } userErrors { code path message } } }`;

export const draftInput = (employer: string, institution: string, more: object = {}): object => ({
  employer,
  institution,
  title: '船舶电焊工',
  region: '500101',
  headCount: 3,
  pay: { from: '600000', to: '880000' },
  idempotencyKey: key(),
  ...more,
});

/** A vacancy through the same mutations as anybody's; open unless told. */
export async function aVacancy(app: TestApp, traits: VacancyTraits = {}): Promise<string> {
  const employer = traits.employer ?? (await anEmployer(app));
  const institution = traits.institution ?? (await anInstitution(app));
  const { vacancyDraft } = await app.data(DRAFT, { input: draftInput(employer, institution, traits.input) }, CITY);
  if (vacancyDraft.userErrors.length > 0) throw new Error(JSON.stringify(vacancyDraft.userErrors));
  const id = vacancyDraft.vacancy.id as string;
  if (traits.open === false) return id;
  for (const name of ['vacancySubmit', 'vacancyApprove']) {
    const moved = (await app.data(step(name), { id, input: { idempotencyKey: key() } }, CITY))[name];
    if (moved.userErrors.length > 0) throw new Error(JSON.stringify(moved.userErrors));
  }
  return id;
}

let people = 0;
export const REGISTER =
  'mutation ($input: SeekerRegisterInput!) { seekerRegister(input: $input) { registration { id state seeker { id name nameMasked sex birthOn idNumberMasked phoneMasked wish { occupations places } } } userErrors { code path message } } }';

export const seekerInput = (institution: string, more: object = {}): object => ({
  name: '张三丰',
  idNumber: syntheticResidentId(++people, '1988-08-08', 'MALE'),
  region: '500101',
  education: 'JUNIOR_HIGH',
  certificates: ['特种作业操作证'],
  wish: { occupations: ['焊工'], places: ['上海', '重庆'], wageFloor: '500000' },
  institution,
  idempotencyKey: key(),
  ...more,
});
