import { mergePolicies, permit } from '../../platform/access/policy.js';
import { seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import type { Module } from '../module.js';
import { communityWay, stepWay } from './community.queries.js';
import { CommunityResolver, CommunityStepResolver } from './community.resolver.js';
import { CertificationCriterion, CertificationGoal, CommunityStep, FullEmploymentCommunity } from './community.js';
import { holdings } from './holdings.js';
import { indicators } from './indicators.js';
import { Ledger, LedgerCheck } from './ledger.js';
import { LedgerResolver } from './ledger.resolver.js';

const offices: readonly Role[] = ['office'];
const watching: readonly Role[] = ['office', 'auditor'];

export const communities: Module = {
  name: 'communities',
  entities: [FullEmploymentCommunity, CommunityStep, CertificationCriterion, CertificationGoal, Ledger, LedgerCheck],
  resolvers: [CommunityResolver, CommunityStepResolver, LedgerResolver],
  scopes: {
    FullEmploymentCommunity: [communityWay],
    CommunityStep: [stepWay],
    CertificationCriterion: [seenBy(watching)],
    CertificationGoal: [seenBy(watching)],
    Ledger: [seenBy(watching)],
    LedgerCheck: [communityWay],
  },
  holdings,
  indicators,
  constraints: {
    full_employment_community_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'community'],
      zh: '该社区已开展创建工作',
      en: 'The community has started already',
    },
    certification_criterion_from: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'effectiveOn'],
      zh: '该标准同一天已有规定',
      en: 'There is a row of that criterion and day already',
    },
  },
  policy: mergePolicies([
    permit('Query', watching, 'fullEmploymentCommunity fullEmploymentCommunities fullEmploymentProgress grassrootsCoverage certificationCriteria'),
    permit('Query', watching, 'ledgers ledgerSources ledgerEntries'),
    permit(
      'Mutation',
      offices,
      'fullEmploymentStart fullEmploymentSelfAssess fullEmploymentReview fullEmploymentRecognise fullEmploymentSpotCheck fullEmploymentCertify fullEmploymentReject fullEmploymentRevoke certificationCriterionSet ledgerVerify ledgerSet',
    ),
    permit('FullEmploymentCommunity', watching, 'id createdAt synthetic region state startedOn certifiedOn validUntil criteria steps'),
    permit('CommunityStep', watching, 'id createdAt synthetic onDay fromState toState note workforce employed by'),
    permit('CertificationCriterion', watching, 'id createdAt synthetic code indicator level ceiling bound veto effectiveOn source assumed'),
    permit('CriterionResult', watching, 'code name actual bound ceiling veto met'),
    permit('CertificationGoal', watching, 'id createdAt synthetic year area share source'),
    permit('FullEmploymentArea', watching, 'area communities started certified startedRate certifiedRate goals'),
    permit('GrassrootsCoverage', watching, 'townships townshipsCovered townshipRate communities communitiesCovered communityRate'),
    permit('Ledger', watching, 'number title official source available intervalDays mandatory entryCount overdueCount incompleteCount clear'),
    permit('LedgerSource', watching, 'code name fields'),
    permit('LedgerEntry', watching, 'id verifiedOn dueOn overdue owner missing seeker'),
    permit('LedgerVerification', offices, 'id'),
    ...['FullEmploymentCommunity', 'CertificationCriterion', 'LedgerEntry'].flatMap((name) => [
      permit(`${name}Connection`, watching, 'edges pageInfo totalCount'),
      permit(`${name}Edge`, watching, 'cursor node'),
    ]),
    ...['Start', 'SelfAssess', 'Review', 'Recognise', 'SpotCheck', 'Certify', 'Reject', 'Revoke'].map((step) =>
      permit(`FullEmployment${step}Payload`, offices, 'community userErrors'),
    ),
    permit('CertificationCriterionSetPayload', offices, 'criterion userErrors'),
    permit('LedgerVerifyPayload', offices, 'verification userErrors'),
    permit('LedgerSetPayload', offices, 'ledger userErrors'),
  ]),
};
