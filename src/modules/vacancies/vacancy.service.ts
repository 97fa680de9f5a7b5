import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { plusDays, today, now } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { cleanText } from '../../platform/privacy/text.js';
import { Institution } from '../institutions/institution.js';
import { inside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { regionByCode } from '../regions/region.queries.js';
import { parseCreditCode, parseLicenceNumber } from './credit-code.js';
import { Employer, type EmployerState } from './employer.js';
import { monthlyFen, parsePay, type PayTerms } from './pay-text.js';
import { Conditions, EDUCATION_RANK, Pay, type PayPeriod, Requirements } from './terms.js';
import { groupOf, occupationNamed, trades } from './trades.js';
import type { EmployerRegisterInput, PayInput, VacancyDraftInput } from './vacancy.inputs.js';
import { checkVacancy } from './vacancy.rules.js';
import { Vacancy, type VacancyState } from './vacancy.js';

/** Own notices of a recruiter, those received by the intermediary, those received in the office's division. */
export const handles = (viewer: Viewer, vacancy: Vacancy): boolean =>
  (viewer.role === 'office' && viewer.regionPath !== null && inside(vacancy.institutionPath, viewer.regionPath)) ||
  (viewer.role === 'intermediary' && vacancy.institution.id === viewer.institutionId) ||
  (viewer.role === 'recruiter' && viewer.employerIds.includes(vacancy.employer.id));

const yuan = (fen: bigint): number => Number(fen) / 100;
const fen = (amount: number | null): bigint | null => (amount === null ? null : BigInt(Math.round(amount * 100)));

/** Pay of a notice; the words are read when no amount is given, and not guessed at when they are not understood. */
export function payOf(input: PayInput): Pay {
  const text = input.text === undefined ? null : cleanText(input.text);
  const amounts = input.from !== undefined || input.to !== undefined;
  const read = !amounts && text ? parsePay(text) : null;
  if (!amounts && text && !read) {
    throw new Refusal('INVALID', ['input', 'pay', 'text'], {
      zh: '读不懂这个工资写法，请用“800-1200元/月”这样的格式',
      en: 'This pay was not understood; write it like “800-1200元/月”',
    });
  }
  const terms: PayTerms = read ?? {
    from: input.from === undefined ? null : yuan(input.from),
    to: input.to === undefined ? null : yuan(input.to),
    period: input.period ?? 'MONTH',
    basis: input.basis ?? 'TIME',
    negotiable: input.negotiable ?? false,
    monthsPerYear: null,
    board: null,
    lodging: null,
  };
  return payFromTerms(terms, text);
}

export function payFromTerms(terms: PayTerms, text: string | null): Pay {
  const monthly = monthlyFen(terms);
  return Object.assign(new Pay(), {
    from: fen(terms.from),
    to: fen(terms.to),
    period: terms.period as PayPeriod,
    basis: terms.basis,
    negotiable: terms.negotiable,
    monthlyFrom: monthly.from,
    monthlyTo: monthly.to,
    text,
  });
}

export async function draftVacancy(em: EntityManager, viewer: Viewer, input: VacancyDraftInput): Promise<Vacancy> {
  const employer = await found(em.findOne(Employer, { id: input.employer }), ['input', 'employer']);
  const institution = await found(em.findOne(Institution, { id: input.institution ?? viewer.institutionId ?? '', state: 'OPEN' }), [
    'input',
    'institution',
  ]);
  const region = regionByCode(input.region);
  const title = cleanText(input.title);
  const occupationCode = input.occupation === undefined ? trades().code(title) : occupationNamed(input.occupation);
  const validFrom = input.validFrom ?? (await today(em));
  const { maleCount, femaleCount, ...required } = input.requirements ?? {};
  const vacancy = Object.assign(new Vacancy(), {
    title,
    employer: ref(employer),
    institution: ref(institution),
    institutionPath: institution.regionPath,
    region: ref(Region, region.id),
    placePath: region.path,
    workAddress: input.workAddress === undefined ? null : cleanText(input.workAddress),
    occupationCode,
    tradeGroup: groupOf(occupationCode),
    headCount: input.headCount,
    pay: payOf(input.pay),
    requirements: Object.assign(new Requirements(), given(required), { educationRank: EDUCATION_RANK[required.education ?? 'NONE'] }),
    conditions: Object.assign(new Conditions(), given(input.conditions ?? {})),
    validFrom,
    validUntil: input.validUntil ?? plusDays(validFrom, 30),
    remarks: input.remarks === undefined ? null : cleanText(input.remarks),
  });
  if (!handles(viewer, vacancy)) {
    throw new Refusal('NOT_FOUND', ['input', viewer.role === 'recruiter' ? 'employer' : 'institution'], {
      zh: '没有找到，请检查编号',
      en: 'Not found; check the id',
    });
  }
  checkVacancy(vacancy, { maleCount, femaleCount });
  em.persist(vacancy);
  return vacancy;
}

const given = (input: object): object => Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));

/** A step of a notice by someone who handles it; the row is locked. */
export async function moveVacancy(em: EntityManager, viewer: Viewer, id: string, to: VacancyState, reason: string | null = null): Promise<Vacancy> {
  const vacancy = await found(em.findOne(Vacancy, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!handles(viewer, vacancy)) await found(Promise.resolve(null));
  vacancy.moveTo(to);
  if (reason !== null) vacancy.reason = cleanText(reason);
  if (to === 'OPEN') await opening(em, vacancy);
  return vacancy;
}

async function opening(em: EntityManager, vacancy: Vacancy): Promise<void> {
  const employer = await em.findOneOrFail(Employer, { id: vacancy.employer.id });
  if (employer.state !== 'VERIFIED')
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '用人单位尚未核验，请先核验', en: 'The employer is not verified; verify it first' });
  if (vacancy.validUntil < (await today(em)))
    throw new Refusal('EXPIRED', ['id'], { zh: '有效期已过，请重新发布', en: 'Its last day is over; draft it anew' });
  vacancy.openedAt = await now(em);
}

export async function registerEmployer(em: EntityManager, input: EmployerRegisterInput): Promise<Employer> {
  const region = regionByCode(input.region);
  const creditCode = code(input.creditCode, 'creditCode', parseCreditCode);
  const licenceNumber = code(input.licenceNumber, 'licenceNumber', parseLicenceNumber);
  const name = cleanText(input.name);
  if (name === '') throw new Refusal('INVALID', ['input', 'name'], { zh: '请填写单位名称', en: 'Give the employer a name' });
  const employer = Object.assign(new Employer(), {
    name,
    creditCode,
    licenceNumber,
    region: ref(Region, region.id),
    regionPath: region.path,
    address: input.address === undefined ? null : cleanText(input.address),
    industry: input.industry ?? null,
    ownership: input.ownership ?? null,
  });
  em.persist(employer);
  return employer;
}

type Parsed = { ok: true; value: string } | { ok: false; reason: string };
function code(text: string | undefined, field: string, parse: (text: string) => Parsed): string | null {
  if (text === undefined) return null;
  const parsed = parse(text);
  if (parsed.ok) return parsed.value;
  throw new Refusal('INVALID', ['input', field], { zh: '号码有误，请核对证照上的号码', en: 'The number is not valid; check it against the licence' });
}

export async function moveEmployer(em: EntityManager, viewer: Viewer, id: string, to: EmployerState): Promise<Employer> {
  const employer = await found(em.findOne(Employer, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (to === 'VERIFIED' && employer.creditCode === null && employer.licenceNumber === null) {
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: '没有信用代码或执照号，不能核验',
      en: 'Without a credit code or licence number it cannot be verified',
    });
  }
  employer.moveTo(to);
  employer.verifiedBy = to === 'VERIFIED' ? viewer.userId : null;
  return employer;
}

/** Closes open notices whose last day is over; returns how many. */
export async function expireVacancies(em: EntityManager): Promise<number> {
  const rows = await em.execute("update vacancy set state = 'EXPIRED' where state = 'OPEN' and valid_until < app_today() returning id");
  return rows.length;
}
