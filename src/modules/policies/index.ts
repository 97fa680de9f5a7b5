import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { everyRow, seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import type { Module } from '../module.js';
import { CaseStep } from './case-step.js';
import { PolicyDocument } from './document.js';
import { EligibilityResolver } from './eligibility.resolver.js';
import { seekerFacts } from './facts.js';
import { holdings } from './holdings.js';
import { indicators } from './indicators.js';
import { MoneyEntry } from './ledger.js';
import { claimWay, ledgerWay, ofClaim, ownMonths, reliefWay, spellWay, stepsOfClaim, stepsOfRelief } from './policy.queries.js';
import { PolicyResolver } from './policy.resolver.js';
import { PolicyRate } from './rate.js';
import { Relief } from './relief.js';
import { ReliefResolver } from './relief.resolver.js';
import { PolicyRule } from './rule.js';
import { CaseStepResolver, SubsidyMonthResolver, SubsidyResolver } from './subsidy.resolver.js';
import { SPELL_TAKEN } from './subsidy.service.js';
import { SubsidyClaim, SubsidyMonth, SubsidySpell } from './subsidy.js';

const office: readonly Role[] = ['office'];
const applying: readonly Role[] = ['office', 'recruiter', 'seeker'];
const concerned: readonly Role[] = [...applying, 'auditor'];
const watching: readonly Role[] = ['office', 'auditor'];
const asking: readonly Role[] = ['office', 'intermediary', 'seeker'];

export const policies: Module = {
  name: 'policies',
  entities: [PolicyDocument, PolicyRate, PolicyRule, SubsidyClaim, SubsidyMonth, SubsidySpell, Relief, CaseStep, MoneyEntry],
  resolvers: [PolicyResolver, EligibilityResolver, SubsidyResolver, SubsidyMonthResolver, CaseStepResolver, ReliefResolver],
  scopes: {
    PolicyDocument: [seenBy(everyone)],
    PolicyRate: [seenBy(everyone)],
    PolicyRule: [seenBy(everyone)],
    SubsidyClaim: [claimWay],
    SubsidyMonth: [ofClaim, ownMonths],
    SubsidySpell: [spellWay],
    Relief: [reliefWay],
    CaseStep: [stepsOfClaim, stepsOfRelief, { auditor: everyRow }],
    MoneyEntry: [ledgerWay],
  },
  holdings,
  indicators,
  personFacts: seekerFacts,
  constraints: {
    policy_document_number: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'number'],
      zh: '该文号已入库',
      en: 'A document of that number is on file already',
    },
    policy_rate_from: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'effectiveOn'],
      zh: '该地区同日已有此参数，请先撤销原值',
      en: 'That division has a rate from that day on file; withdraw it first',
    },
    policy_rule_from: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'effectiveOn'],
      zh: '该地区同日已有此代码的规则',
      en: 'That division has a rule of that code from that day on file already',
    },
    subsidy_month_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'months'],
      zh: '有人的同类补贴在同月已申报，不能重复享受',
      en: 'A month of somebody in it is claimed already; nobody gets a kind twice for one month',
    },
    subsidy_spell_number: SPELL_TAKEN,
    relief_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'number'],
      zh: '该文号的减免已录入',
      en: 'A relief of that number is written down already',
    },
  },
  policy: mergePolicies([
    permit('Query', everyone, 'policyDocuments policyRate policyRates policyRules subsidyNotices'),
    permit('Query', asking, 'eligibility'),
    permit('Query', concerned, 'subsidyClaim subsidyClaims reliefs'),
    permit('Query', watching, 'policyTotals'),
    permit('Mutation', office, 'policyDocumentRegister policyRateSet policyRateWithdraw policyRuleSet policyRuleEnd'),
    permit('Mutation', applying, 'subsidyApply'),
    permit('Mutation', office, 'subsidyVerify subsidyPublicise subsidyApprove subsidyPay subsidyReject subsidyRecover'),
    permit('Mutation', office, 'reliefRecord reliefConfirm reliefReverse'),
    permit('PolicyDocument', everyone, 'id createdAt synthetic number title issuer issuedOn textState note'),
    permit('PolicyRate', everyone, 'id createdAt synthetic parameter region effectiveOn value per document basis source withdrawnOn reason'),
    permit(
      'PolicyRule',
      everyone,
      'id createdAt synthetic benefit clause code fact operator operand parameter region effectiveOn endsOn zh en document basis source',
    ),
    ...['PolicyDocument', 'PolicyRate', 'PolicyRule'].flatMap((name) => [
      permit(`${name}Connection`, everyone, 'edges pageInfo totalCount'),
      permit(`${name}Edge`, everyone, 'cursor node'),
    ]),
    permit('Eligibility', asking, 'benefit subject outcome clauses'),
    permit('EligibilityClause', asking, 'clause outcome alternatives'),
    permit('EligibilityCondition', asking, 'code fact text outcome basis source document'),
    permit('SubsidyNotice', everyone, 'kind quarterOn employer place people amount noticeUntil'),
    permit('PolicyTotals', watching, 'taxRelief feeWaiver insuranceSubsidy postSubsidy'),
    permit(
      'SubsidyClaim',
      concerned,
      'id createdAt synthetic kind post employer seeker quarterOn institution state appliedOn noticeUntil amount paid reason months steps',
    ),
    permit('SubsidyClaim', watching, 'entries'),
    permit('SubsidyClaimConnection', concerned, 'edges pageInfo totalCount'),
    permit('SubsidyClaimEdge', concerned, 'cursor node'),
    permit(
      'SubsidyMonth',
      concerned,
      'id createdAt synthetic seeker kind month contractNumber contractFrom contractUntil wage insurancePaid amount counts spells',
    ),
    permit('SubsidySpell', concerned, 'id createdAt synthetic kind number monthsMax untilOn monthsUsed'),
    permit('CaseStep', concerned, 'id createdAt synthetic state takenOn level note by'),
    permit('MoneyEntry', watching, 'id createdAt synthetic kind account postedOn delta'),
    permit('Relief', concerned, 'id createdAt synthetic kind county employer seeker grantedOn amount authority number state reason'),
    permit('ReliefConnection', concerned, 'edges pageInfo totalCount'),
    permit('ReliefEdge', concerned, 'cursor node'),
    permit('PolicyDocumentRegisterPayload', office, 'document userErrors'),
    ...['Set', 'Withdraw'].map((step) => permit(`PolicyRate${step}Payload`, office, 'rate userErrors')),
    ...['Set', 'End'].map((step) => permit(`PolicyRule${step}Payload`, office, 'rule userErrors')),
    permit('SubsidyApplyPayload', applying, 'claim userErrors'),
    ...['Verify', 'Publicise', 'Approve', 'Pay', 'Reject', 'Recover'].map((step) => permit(`Subsidy${step}Payload`, office, 'claim userErrors')),
    ...['Record', 'Confirm', 'Reverse'].map((step) => permit(`Relief${step}Payload`, office, 'relief userErrors')),
  ]),
};
