import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { now } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import { assertInside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { countyAbove, regionByCode, regionByPath } from '../regions/region.queries.js';
import { parseCreditCode, parseLicenceNumber, type ParsedCode } from './credit-code.js';
import type { EmployerAmendInput, EmployerRegisterInput } from './employer.inputs.js';
import { Employer, type EmployerState } from './employer.js';
import { refuse } from './labour-law.js';

/** What an employer is known by. A sheet says where the work is and not where the employer is registered: no county then. */
export type Known = Pick<Employer, 'name' | 'creditCode' | 'licenceNumber'> & { readonly county?: string };

/**
 * Employers on file by these codes and names, the oldest first. Whoever asks for the same ones waits until the transaction
 * ends: two who register one employer at once do not both find none.
 */
export async function employersKnown(em: EntityManager, stated: readonly Known[]): Promise<Employer[]> {
  const codes = stated.flatMap(({ creditCode, licenceNumber }) => [creditCode, licenceNumber].filter((one) => one !== null));
  const names = stated.map(({ name }) => name);
  await within(em).rows(sql`
    select pg_advisory_xact_lock(hashtextextended('employer:' || k.key, 0)) from (select distinct unnest(${[...codes, ...names]}::text[]) as key order by 1) k`);
  const $or = [{ name: { $in: names } }, { creditCode: { $in: codes } }, { licenceNumber: { $in: codes } }];
  return em.find(Employer, { $or }, { orderBy: { createdAt: 'asc', id: 'asc' } });
}

/**
 * Which of them an employer is: the one of its code. One that comes without a code is the oldest of its name, in its county
 * where that is told; codes tell employers of one name apart. One rule for forms and sheets.
 */
export function sameEmployer(known: readonly Employer[], { name, creditCode, licenceNumber, county }: Known): Employer | undefined {
  const coded =
    known.find((one) => creditCode !== null && one.creditCode === creditCode) ??
    known.find((one) => licenceNumber !== null && one.licenceNumber === licenceNumber);
  if (coded || creditCode !== null || licenceNumber !== null) return coded;
  return known.find((one) => one.name === name && (county === undefined || countyOf(one) === county));
}

const countyOf = ({ regionPath }: Employer): string => countyAbove(regionPath)?.path ?? regionPath;

export async function registerEmployer(em: EntityManager, input: EmployerRegisterInput): Promise<Employer> {
  const employer = new Employer();
  write(employer, input);
  await assertAnother(em, employer);
  em.persist(employer);
  return employer;
}

/** Without a code, no employer of that name stands in the county yet. Codes stand once by themselves. */
async function assertAnother(em: EntityManager, employer: Employer): Promise<void> {
  const { id, name, creditCode, licenceNumber } = employer;
  if (creditCode !== null || licenceNumber !== null) return;
  const named = (await employersKnown(em, [employer])).filter((one) => one.id !== id);
  const standing = sameEmployer(named, { name, creditCode, licenceNumber, county: countyOf(employer) });
  if (!standing) return;
  const place = regionByPath(countyOf(standing))?.name ?? '';
  throw new Refusal('ALREADY_EXISTS', ['input', 'name'], {
    zh: `${place}已有“${name}”（编号 ${standing.id}）：请使用该单位；确为另一家同名单位的，请填写信用代码或执照号`,
    en: `“${name}” stands already in ${place} (${standing.id}): use that one; another of the same name is told apart by its credit code or licence number`,
  });
}

const verified = (): Refusal =>
  new Refusal('NOT_ELIGIBLE', ['id'], { zh: '该单位已核验，请由就业部门更正', en: 'This employer is verified; an office puts it right' });

/** Locked. Offices change the employers of their division; intermediaries none that is verified, which they cannot lock either. */
async function changeable(em: EntityManager, viewer: Viewer, id: string): Promise<Employer> {
  const seen = await found(em.findOne(Employer, { id }));
  if (viewer.role === 'office') assertInside(viewer, seen.regionPath, ['id']);
  else if (seen.state === 'VERIFIED') throw verified();
  const employer = await em.findOne(Employer, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (!employer) throw viewer.role === 'office' ? await found<never>(Promise.resolve(null)) : verified();
  return employer;
}

/** Puts its papers right; what was verified or refused before is to be checked again. */
export async function amendEmployer(em: EntityManager, viewer: Viewer, id: string, input: EmployerAmendInput): Promise<Employer> {
  const employer = await changeable(em, viewer, id);
  const before = { name: employer.name, county: countyOf(employer) };
  write(employer, input);
  if (employer.name !== before.name || countyOf(employer) !== before.county) await assertAnother(em, employer);
  if (viewer.role === 'office') assertInside(viewer, employer.regionPath, ['input', 'region']);
  if (employer.state !== 'UNVERIFIED') employer.moveTo('UNVERIFIED');
  return Object.assign(employer, { reason: null, verifiedAt: null, verifiedBy: null });
}

const INDUSTRY = /^[A-T](\d{2,4})?$/;

function write(employer: Employer, input: EmployerAmendInput): void {
  const name = input.name === undefined ? employer.name : cleanText(input.name);
  if (name === '') refuse('name', '请填写单位名称', 'Give the employer a name');
  if (input.industry !== undefined && !INDUSTRY.test(input.industry))
    refuse('industry', '行业代码须为 GB/T 4754 代码，如 C3912', 'The industry is a code of GB/T 4754, such as C3912');
  const region = input.region === undefined ? undefined : regionByCode(input.region);
  const creditCode = codeOf(input.creditCode, 'creditCode', parseCreditCode);
  const licenceNumber = codeOf(input.licenceNumber, 'licenceNumber', parseLicenceNumber);
  Object.assign(employer, {
    name,
    ...(creditCode === undefined ? {} : { creditCode }),
    ...(licenceNumber === undefined ? {} : { licenceNumber }),
    ...(region ? { region: ref(Region, region.id), regionPath: region.path } : {}),
    ...(input.address === undefined ? {} : { address: cleanText(input.address) }),
    ...(input.industry === undefined ? {} : { industry: input.industry }),
    ...(input.ownership === undefined ? {} : { ownership: cleanText(input.ownership) }),
    ...(input.profile === undefined ? {} : { profile: cleanText(input.profile) }),
  });
}

function codeOf(text: string | undefined, field: string, parse: (text: string) => ParsedCode): string | undefined {
  if (text === undefined) return undefined;
  const parsed = parse(text);
  return parsed.ok ? parsed.value : refuse(field, '号码有误，请核对证照上的号码', 'The number is not valid; check it against the licence');
}

export async function moveEmployer(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  to: EmployerState,
  reason: string | null = null,
): Promise<Employer> {
  const employer = await changeable(em, viewer, id);
  if (to === 'VERIFIED' && employer.creditCode === null && employer.licenceNumber === null) {
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: '没有信用代码或执照号，不能核验，请先更正单位信息',
      en: 'Without a credit code or licence number it cannot be verified; amend it first',
    });
  }
  employer.moveTo(to);
  const checked = to === 'VERIFIED';
  return Object.assign(employer, {
    reason: reason === null ? null : freeText(reason),
    verifiedBy: checked ? viewer.userId : null,
    verifiedAt: checked ? await now(em) : null,
  });
}
