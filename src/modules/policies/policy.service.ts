import { type Ref, ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { neededWords } from '../../platform/graphql/words.js';
import { assertInside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { type KnownRegion, regionByCode } from '../regions/region.queries.js';
import { type PolicyBasis, PolicyDocument } from './document.js';
import type { PolicyDocumentRegisterInput, PolicyRateSetInput, PolicyRuleSetInput } from './policy.inputs.js';
import { PolicyRate } from './rate.js';
import { PolicyRule } from './rule.js';

const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', field], { zh, en });
};

/** The city, and a county for itself, say what holds; lower offices carry it out. */
function assertSets(viewer: Viewer): void {
  if (viewer.level === 'city' || viewer.level === 'county') return;
  throw new Refusal('NOT_ELIGIBLE', ['input'], {
    zh: '政策由市和区县录入，街道和社区不能录入',
    en: 'The city and its counties enter policies; streets and communities do not',
  });
}

export async function registerDocument(em: EntityManager, viewer: Viewer, input: PolicyDocumentRegisterInput): Promise<PolicyDocument> {
  assertSets(viewer);
  const { issuer, issuedOn = null, textState, note } = input;
  if (issuedOn !== null && issuedOn > (await today(em))) refuse('issuedOn', '发文日期不能晚于今天', 'It cannot have been issued after today');
  const document = Object.assign(new PolicyDocument(), {
    number: neededWords(input.number, 'number'),
    title: neededWords(input.title, 'title'),
    issuer: issuer === undefined ? null : neededWords(issuer, 'issuer'),
    issuedOn,
    textState,
    note: note === undefined ? null : neededWords(note, 'note'),
  });
  em.persist(document);
  return document;
}

interface Ground {
  region: Ref<Region>;
  regionPath: string;
  effectiveOn: string;
  document: Ref<PolicyDocument> | null;
  basis: PolicyBasis;
  source: string;
}

async function ground(em: EntityManager, viewer: Viewer, input: PolicyRateSetInput | PolicyRuleSetInput): Promise<Ground> {
  assertSets(viewer);
  const region: KnownRegion = regionByCode(input.region);
  assertInside(viewer, region.path, ['input', 'region']);
  const document = input.document === undefined ? null : await found(em.findOne(PolicyDocument, { id: input.document }), ['input', 'document']);
  if (input.basis === 'PUBLISHED' && document === null) refuse('document', '依据为“已公布”时须注明文件', 'What is published names its document');
  return {
    region: ref(Region, region.id),
    regionPath: region.path,
    effectiveOn: input.effectiveOn,
    document: document && ref(document),
    basis: input.basis,
    source: neededWords(input.source, 'source'),
  };
}

export async function setRate(em: EntityManager, viewer: Viewer, input: PolicyRateSetInput): Promise<PolicyRate> {
  const { parameter, value, per = 1n } = input;
  if (value < 0n) refuse('value', '数值不能为负', 'It cannot be negative');
  if (per < 1n) refuse('per', '分母须为正数', 'The denominator is positive');
  const rate = Object.assign(new PolicyRate(), await ground(em, viewer, input), { parameter, value, per });
  em.persist(rate);
  return rate;
}

/** A wrong row is taken out; what was decided by it stands. */
export async function withdrawRate(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<PolicyRate> {
  const rate = await found(em.findOne(PolicyRate, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertInside(viewer, rate.regionPath, ['id']);
  assertSets(viewer);
  if (rate.withdrawnOn !== null) throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该参数已撤销', en: 'It was withdrawn already' });
  return Object.assign(rate, { withdrawnOn: await today(em), reason: neededWords(reason, 'reason') });
}

export async function setRule(em: EntityManager, viewer: Viewer, input: PolicyRuleSetInput): Promise<PolicyRule> {
  const { benefit, fact, operator, operand = [], parameter = null } = input;
  const bounded = operator === 'AT_LEAST' || operator === 'AT_MOST';
  if (bounded && (parameter === null) === (operand.length !== 1))
    refuse('operand', '请填写一个数，或选择一个参数，二者取一', 'Give one number, or a parameter, and not both');
  if (bounded && parameter === null && !/^\d{1,12}$/.test(operand[0]!)) refuse('operand', '须为整数', 'It is a whole number');
  if (operator === 'ANY_OF' && (operand.length === 0 || parameter !== null)) refuse('operand', '请填写至少一个词', 'Give at least one word');
  if (['YES', 'NO', 'WAIVED'].includes(operator) && (operand.length > 0 || parameter !== null))
    refuse('operand', '这种比较不需要比较值', 'That comparison takes nothing to compare with');
  const code = neededWords(input.code, 'code');
  const above = await em.findOne(PolicyRule, { code });
  if (above && (above.benefit !== benefit || above.clause !== input.clause))
    refuse('code', '该代码属于另一政策或条款', 'That code belongs to another benefit or clause');
  const rule = Object.assign(new PolicyRule(), await ground(em, viewer, input), {
    benefit,
    clause: neededWords(input.clause, 'clause'),
    code,
    fact,
    operator,
    operand,
    parameter,
    zh: neededWords(input.zh, 'zh'),
    en: neededWords(input.en, 'en'),
  });
  em.persist(rule);
  return rule;
}

/** Ends a rule from a day on, once; what was decided before it stands. */
export async function endRule(em: EntityManager, viewer: Viewer, id: string, endsOn: string): Promise<PolicyRule> {
  const rule = await found(em.findOne(PolicyRule, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertInside(viewer, rule.regionPath, ['id']);
  assertSets(viewer);
  if (rule.endsOn !== null) throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该规则已有终止日期', en: 'An end is set already' });
  if (endsOn < rule.effectiveOn) refuse('endsOn', '终止日期不能早于生效日期', 'It cannot end before it begins');
  rule.endsOn = endsOn;
  return rule;
}
