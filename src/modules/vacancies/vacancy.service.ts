import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { today, now } from '../../platform/clock/clock.js';
import { type Message, Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { parsePhone } from '../../platform/privacy/phone.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import { inside, openInstitution } from '../institutions/institution.queries.js';
import { assertLicensed } from '../institutions/licence.service.js';
import { Region } from '../regions/region.js';
import { regionByCode } from '../regions/region.queries.js';
import { certificateNames } from './certificates.js';
import { Employer } from './employer.js';
import { checkMinimumWage, checkProbation, refuse, sexLimitOf } from './labour-law.js';
import { MinimumWages } from './minimum-wage.js';
import { isReversed, monthlyFen, parsePay, type PayTerms, REVERSED } from './pay-text.js';
import { Contact } from './recruitment.js';
import { Conditions, EDUCATION_RANK, Pay, type PayPeriod, Requirements } from './terms.js';
import { groupOf, occupationNamed, trades } from './trades.js';
import type { ContactInput, PayInput, RequirementsInput } from './terms.inputs.js';
import type { NoticeInput, VacancyDraftInput, VacancyReviseInput } from './vacancy.inputs.js';
import { checkVacancy, usualLastDay } from './vacancy.rules.js';
import { Vacancy, type VacancyState } from './vacancy.js';

/** Own notices of a recruiter, those received by the intermediary, those received in the office's division. */
export const handles = (viewer: Viewer, vacancy: Vacancy): boolean =>
  (viewer.role === 'office' && viewer.regionPath !== null && inside(vacancy.institutionPath, viewer.regionPath)) ||
  (viewer.role === 'intermediary' && vacancy.institution.id === viewer.institutionId) ||
  (viewer.role === 'recruiter' && viewer.employerIds.includes(vacancy.employer.id));

const yuan = (fen: bigint): number => Number(fen) / 100;
const fen = (amount: number | null): bigint | null => (amount === null ? null : BigInt(Math.round(amount * 100)));

/**
 * Pay of a notice. Fields and words complete each other: what both say must be the same. Words that stand without an amount
 * must be understood, they are not guessed at; beside amounts, words that are not understood are a remark.
 */
export function payOf(input: PayInput): Pay {
  const text = input.text === undefined ? null : cleanText(input.text);
  const amounts = input.from !== undefined || input.to !== undefined;
  const read = text ? parsePay(text) : null;
  if (!amounts && text && !read) {
    if (isReversed(text)) throw new Refusal('INVALID', ['input', 'pay', 'text'], REVERSED);
    throw new Refusal('INVALID', ['input', 'pay', 'text'], {
      zh: '读不懂这个工资写法，请用“800-1200元/月”这样的格式',
      en: 'This pay was not understood; write it like “800-1200元/月”',
    });
  }
  const said = read && saidBy(read, text!);
  const both = <F extends keyof Said>(field: F, stated: Said[F] | undefined): Said[F] => {
    const inWords = said?.[field] ?? null;
    if (stated === undefined) return inWords as Said[F];
    if (inWords !== null && inWords !== stated) throw new Refusal('INVALID', ['input', 'pay', field], CONTRARY);
    return stated;
  };
  const terms: PayTerms = {
    from: both('from', input.from === undefined ? undefined : yuan(input.from)),
    to: both('to', input.to === undefined ? undefined : yuan(input.to)),
    period: both('period', input.period) ?? 'MONTH',
    basis: both('basis', input.basis) ?? 'TIME',
    negotiable: both('negotiable', input.negotiable) ?? false,
    monthsPerYear: read?.monthsPerYear ?? null,
    board: read?.board ?? null,
    lodging: read?.lodging ?? null,
  };
  return payFromTerms(terms, text);
}

const CONTRARY: Message = {
  zh: '与“工资说明”文字所写的不一致，请改成相同，或只填其中一项',
  en: 'The words of the offer say otherwise: make both the same, or give one of them alone',
};

type Said = { [field in 'from' | 'to' | 'period' | 'basis' | 'negotiable']: PayTerms[field] | null };

/** What words do say; the rest of what is read from them is taken for granted: a month, by time, not negotiable. */
const saidBy = ({ from, to, period, basis, negotiable }: PayTerms, text: string): Said => ({
  from,
  to,
  period: (from === null && to === null) || (period === 'MONTH' && !text.includes('月')) ? null : period,
  basis: basis === 'TIME' ? null : basis,
  negotiable: negotiable || null,
});

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

/** A new notice, in the words of whoever may handle it. */
export async function draftVacancy(em: EntityManager, viewer: Viewer, input: VacancyDraftInput): Promise<Vacancy> {
  const employer = await found(em.findOne(Employer, { id: input.employer }), ['input', 'employer']);
  if (viewer.role === 'recruiter' && !viewer.employerIds.includes(employer.id)) await found(Promise.resolve(null), ['input', 'employer']);
  const institution = await openInstitution(em, viewer, input.institution);
  await assertLicensed(em, institution, ['input', 'institution']);
  const vacancy = Object.assign(new Vacancy(), {
    employer: ref(employer),
    institution: ref(institution),
    institutionPath: institution.regionPath,
  });
  if (!handles(viewer, vacancy)) await found(Promise.resolve(null), ['input', 'institution']);
  await write(em, vacancy, input);
  em.persist(vacancy);
  return vacancy;
}

/** The text of a draft, or of a notice that was refused, anew; a published one stands as it was reviewed. */
export async function reviseVacancy(em: EntityManager, viewer: Viewer, id: string, input: VacancyReviseInput): Promise<Vacancy> {
  const vacancy = await handled(em, viewer, id);
  if (vacancy.state !== 'DRAFT') vacancy.moveTo('DRAFT');
  vacancy.reason = null;
  await write(em, vacancy, input);
  return vacancy;
}

const textOf = (text: string | undefined): string | null => (text === undefined ? null : cleanText(text) || null);

/** Everything a notice says, checked. */
async function write(em: EntityManager, vacancy: Vacancy, input: NoticeInput): Promise<void> {
  const region = regionByCode(input.region);
  const title = cleanText(input.title);
  const occupationCode = input.occupation === undefined ? trades().code(title) : occupationNamed(input.occupation);
  const day = await today(em);
  const validFrom = input.validFrom ?? day;
  const { maleCount, femaleCount, physicalConditions, sexLimitGround, ...required } = input.requirements ?? {};
  const ground = textOf(sexLimitGround);
  const education = required.education ?? 'NONE';
  Object.assign(vacancy, {
    title,
    region: ref(Region, region.id),
    placePath: region.path,
    workAddress: textOf(input.workAddress),
    occupationCode,
    tradeGroup: groupOf(occupationCode),
    employmentKind: input.employmentKind ?? 'FULL_TIME',
    duties: textOf(input.duties),
    headCount: input.headCount,
    pay: payOf(input.pay),
    requirements: Object.assign(new Requirements(), given(required), {
      educationRank: EDUCATION_RANK[education],
      certificates: certificatesOf(required),
      physicalConditions: textOf(physicalConditions),
      sexLimit: sexLimitOf({ maleCount, femaleCount }, input.headCount, ground),
      sexLimitGround: ground,
    }),
    conditions: Object.assign(new Conditions(), given(input.conditions ?? {})),
    benefits: textOf(input.benefits),
    labourProtection: textOf(input.labourProtection),
    contact: contactOf(input.contact),
    referralRoute: input.referralRoute ?? 'LETTER',
    validFrom,
    validUntil: input.validUntil ?? usualLastDay(validFrom, day),
    remarks: textOf(input.remarks),
  });
  checkVacancy(vacancy, day);
  if (vacancy.validUntil < day) refuse('validUntil', '有效期已过，请改为今天以后的日期', 'Its last day is over; give a later one');
  checkMinimumWage(vacancy, await MinimumWages.read(em), day);
}

/** A health certificate is one of those that must be held. */
export const certificatesOf = ({
  certificates = [],
  healthCertificate = false,
}: Pick<RequirementsInput, 'certificates' | 'healthCertificate'>): string[] =>
  certificateNames([...certificates, ...(healthCertificate ? [HEALTH_CERTIFICATE] : [])]);

const HEALTH_CERTIFICATE = '健康证';

function contactOf(input: ContactInput | undefined): Contact | null {
  const name = textOf(input?.name);
  const phone = input?.phone === undefined ? null : parsePhone(input.phone);
  if (phone && !phone.ok)
    return refuse(
      'contact.phone',
      '联系电话有误：请填手机号，或带区号的固定电话',
      'The phone is not valid: a mobile number, or a landline with its area code',
    );
  return name === null && phone === null ? null : Object.assign(new Contact(), { name, phone: phone?.value ?? null });
}

const given = (input: object): object => Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));

async function handled(em: EntityManager, viewer: Viewer, id: string): Promise<Vacancy> {
  const vacancy = await found(em.findOne(Vacancy, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  return handles(viewer, vacancy) ? vacancy : found<Vacancy>(Promise.resolve(null));
}

/** A step of a notice by someone who handles it; the row is locked. */
export async function moveVacancy(em: EntityManager, viewer: Viewer, id: string, to: VacancyState, reason: string | null = null): Promise<Vacancy> {
  const vacancy = await handled(em, viewer, id);
  vacancy.moveTo(to);
  if (reason !== null) vacancy.reason = freeText(reason);
  if (to === 'OPEN') await opening(em, vacancy);
  return vacancy;
}

async function opening(em: EntityManager, vacancy: Vacancy): Promise<void> {
  await assertLicensed(em, await vacancy.institution.loadOrFail(), ['id']);
  const employer = await em.findOneOrFail(Employer, { id: vacancy.employer.id });
  if (employer.state !== 'VERIFIED')
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '用人单位尚未核验，请先核验', en: 'The employer is not verified; verify it first' });
  const day = await today(em);
  if (vacancy.validUntil < day)
    throw new Refusal('EXPIRED', ['id'], {
      zh: '有效期已过，请退回修改日期后再提交',
      en: 'Its last day is over; reject it so that its days can be revised',
    });
  try {
    checkProbation(vacancy, day);
    checkMinimumWage(vacancy, await MinimumWages.read(em), day);
  } catch (error) {
    throw error instanceof Refusal ? new Refusal('NOT_ELIGIBLE', ['id'], error.words) : error;
  }
  vacancy.openedAt = await now(em);
}

/** Closes open notices whose last day is over; returns how many. */
export async function expireVacancies(em: EntityManager): Promise<number> {
  const rows = await em.execute("update vacancy set state = 'EXPIRED' where state = 'OPEN' and valid_until < app_today() returning id");
  return rows.length;
}
