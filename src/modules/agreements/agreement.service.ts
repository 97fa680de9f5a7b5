import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { EARLIEST_DAY, plusMonths, today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { parsePhone } from '../../platform/privacy/phone.js';
import { freeText } from '../../platform/privacy/redact.js';
import { Institution } from '../institutions/institution.js';
import { assertInside, inside } from '../institutions/institution.queries.js';
import { PartnerRegion, Region } from '../regions/region.js';
import { type KnownRegion, regionByCode } from '../regions/region.queries.js';
import { occupationNamed } from '../vacancies/trades.js';
import type { AgreementDraftInput, AgreementPartyInput } from './agreement.inputs.js';
import { covers } from './agreement.queries.js';
import { Agreement, AgreementParty, type AgreementState, AgreementTerms } from './agreement.js';

/** Longest term of an agreement; ours. */
const MOST_YEARS = 10;

type Text = Omit<AgreementDraftInput, 'idempotencyKey'>;

export async function draftAgreement(em: EntityManager, viewer: Viewer, input: Text): Promise<Agreement> {
  const agreement = new Agreement();
  await write(em, viewer, agreement, input);
  em.persist(agreement);
  return agreement;
}

/** Replaces the text of an agreement that is still negotiated. */
export async function amendAgreement(em: EntityManager, viewer: Viewer, id: string, input: Text): Promise<Agreement> {
  const agreement = await own(em, viewer, id);
  if (agreement.state !== 'NEGOTIATING') {
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], {
      zh: '协议已签订，不能再修改；如有变化请终止后另行签订',
      en: 'It is signed and cannot be changed; terminate it and sign another',
    });
  }
  await em.nativeDelete(AgreementParty, { agreement: id });
  await write(em, viewer, agreement, input);
  return agreement;
}

/** Locked, and within the office's division. */
async function own(em: EntityManager, viewer: Viewer, id: string): Promise<Agreement> {
  const agreement = await found(em.findOne(Agreement, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertInside(viewer, agreement.sendingPath, ['id']);
  return agreement;
}

async function write(em: EntityManager, viewer: Viewer, agreement: Agreement, input: Text): Promise<void> {
  const [county, receiver] = [regionByCode(input.sendingCounty), regionByCode(input.receivingRegion)];
  assertInside(viewer, county.path, ['input', 'sendingCounty']);
  if (county.level !== 'COUNTY') throw invalid('sendingCounty', '输出地须为区县', 'The sending side is a county or district');
  if (inside(receiver.path, county.path) || inside(county.path, receiver.path)) {
    throw invalid('receivingRegion', '输入地不能是输出地本身或其上下级', 'The receiving region is another than the sending county');
  }
  if (input.validFrom > input.validUntil) throw invalid('validUntil', '结束日期不能早于开始日期', 'The last day is not before the first');
  if (input.validFrom < EARLIEST_DAY) throw invalid('validFrom', `开始日期不能早于 ${EARLIEST_DAY}`, `The first day is not before ${EARLIEST_DAY}`);
  if (input.validUntil > plusMonths(input.validFrom, MOST_YEARS * 12))
    throw invalid('validUntil', `协议期限最长 ${MOST_YEARS} 年`, `An agreement is for ${MOST_YEARS} years at most`);
  if (input.terms?.minimumWage !== undefined && input.terms.minimumWage <= 0n) {
    throw new Refusal('INVALID', ['input', 'terms', 'minimumWage'], { zh: '最低工资须大于 0', en: 'The least pay is more than 0' });
  }
  const { minimumWage = null, ...terms } = input.terms ?? {};
  const partner = await partnerOf(em, county, receiver);
  Object.assign(agreement, {
    title: freeText(input.title),
    sendingCounty: ref(Region, county.id),
    sendingPath: county.path,
    receivingRegion: ref(Region, receiver.id),
    receivingPath: receiver.path,
    scope: provinceOf(county) === provinceOf(receiver) ? 'INTRA_CITY' : 'INTER_PROVINCE',
    partner: partner === null ? null : ref(PartnerRegion, partner),
    trades: [...new Set(input.trades.map(occupationNamed))],
    terms: Object.assign(new AgreementTerms(), terms, { minimumWage }),
    validFrom: input.validFrom,
    validUntil: input.validUntil,
  });
  for (const [at, party] of input.parties.entries()) em.persist(await partyOf(em, agreement, party, ['input', 'parties', String(at)]));
}

const invalid = (field: string, zh: string, en: string): Refusal => new Refusal('INVALID', ['input', field], { zh, en });
const provinceOf = ({ path }: KnownRegion): string | undefined => path.split('/')[2];

/** The best evidenced pairing of the county, under today's code or that of 2007, with the region or one that holds it. */
export async function partnerOf(em: EntityManager, county: { path: string }, receiver: { path: string }): Promise<string | null> {
  const [row] = (await em.execute(
    `select p.id from partner_region p join region c on c.id = p.county_id join region r on r.id = p.partner_id, (select ?::text as county, ?::text as receiver) pair
      where ${covers('pair.county', 'c.path')} and ${covers('r.path', 'pair.receiver')}
      order by array_position(array['VERIFIED', 'WEAK', 'UNVERIFIED', 'SYNTHETIC'], p.confidence), length(r.path) desc, p.id limit 1`,
    [county.path, receiver.path],
  )) as { id: string }[];
  return row?.id ?? null;
}

async function partyOf(em: EntityManager, agreement: Agreement, input: AgreementPartyInput, path: readonly string[]): Promise<AgreementParty> {
  const text = (value: string | undefined): string | null => (value === undefined ? null : freeText(value) || null);
  const name = text(input.name);
  if (input.institution === undefined && (input.role === 'SENDING' || name === null)) {
    throw new Refusal('INVALID', [...path, input.role === 'SENDING' ? 'institution' : 'name'], {
      zh: '输出方须为已登记的机构；其他各方须写明机构或名称',
      en: 'The sending side is an institution; every other party has an institution or a name',
    });
  }
  const institution =
    input.institution === undefined ? null : await found(em.findOne(Institution, { id: input.institution, state: 'OPEN' }), [...path, 'institution']);
  return Object.assign(new AgreementParty(), {
    agreement: ref(agreement),
    role: input.role,
    institution: institution && ref(institution),
    name,
    address: text(input.address),
    contactName: text(input.contactName),
    officePhone: input.officePhone === undefined ? null : landline(input.officePhone, [...path, 'officePhone']),
  });
}

/** Contacts are shown to the other side: an office's line, never somebody's own. */
function landline(text: string, path: readonly string[]): string {
  const parsed = parsePhone(text);
  if (parsed.ok && parsed.kind === 'LANDLINE') return parsed.value;
  throw new Refusal('INVALID', path, {
    zh: '请填写带区号的办公固定电话，不要填写个人手机号',
    en: 'Give a landline of the office with its area code, no private mobile',
  });
}

export interface Move {
  state: AgreementState;
  signedOn?: string | undefined;
  reason?: string;
}

/** One step of an agreement. A signature needs both sides; it comes into force within its days. */
export async function moveAgreement(em: EntityManager, viewer: Viewer, id: string, move: Move): Promise<Agreement> {
  const agreement = await own(em, viewer, id);
  agreement.moveTo(move.state);
  const day = await today(em);
  if (move.state === 'SIGNED') {
    await assertBothSides(em, id);
    agreement.signedOn = move.signedOn ?? day;
    if (agreement.signedOn < EARLIEST_DAY || agreement.signedOn > day)
      throw invalid('on', `签订日期须在 ${EARLIEST_DAY} 与今天之间`, `The day of signing lies between ${EARLIEST_DAY} and today`);
  }
  if (move.state === 'ACTIVE' && (day < agreement.validFrom || day > agreement.validUntil)) {
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: `协议期限为 ${agreement.validFrom} 至 ${agreement.validUntil}，今天不在期限内`,
      en: `It runs from ${agreement.validFrom} to ${agreement.validUntil}; today is outside`,
    });
  }
  if (move.reason !== undefined) agreement.reason = freeText(move.reason);
  return agreement;
}

async function assertBothSides(em: EntityManager, id: string): Promise<void> {
  const roles = new Set((await em.find(AgreementParty, { agreement: id })).map((one) => one.role));
  if (roles.has('SENDING') && roles.has('RECEIVING')) return;
  throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '请先写明输出方和输入方', en: 'Name both sides first' });
}

/** Ends what is past its last day: what was in force is completed, what never came into force is terminated. */
export async function endAgreements(em: EntityManager): Promise<number> {
  const rows = await em.execute(
    `update agreement set state = case state when 'ACTIVE' then 'COMPLETED' else 'TERMINATED' end,
            reason = case state when 'ACTIVE' then '期满' else '期满未生效' end
      where state in ('SIGNED', 'ACTIVE') and valid_until < app_today() returning id`,
  );
  return rows.length;
}
