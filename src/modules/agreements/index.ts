import { mergePolicies, permit } from '../../platform/access/policy.js';
import { hangingOn, seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import type { Module } from '../module.js';
import { Agreement, AgreementParty } from './agreement.js';
import { agreementWay } from './agreement.queries.js';
import { AgreementResolver } from './agreement.resolver.js';
import { Plan, PlanRevision } from './plan.js';
import { planWay } from './plan.queries.js';
import { PlanResolver, PlanRevisionResolver } from './plan.resolver.js';

const offices: readonly Role[] = ['office'];
const planning: readonly Role[] = ['office', 'intermediary', 'auditor'];
const concerned: readonly Role[] = [...planning, 'recruiter'];

export const agreements: Module = {
  name: 'agreements',
  entities: [Agreement, AgreementParty, Plan, PlanRevision],
  resolvers: [AgreementResolver, PlanResolver, PlanRevisionResolver],
  scopes: {
    Agreement: [agreementWay],
    AgreementParty: [seenBy(['office', 'intermediary', 'recruiter'], hangingOn('agreement', 'agreement_id', 'Agreement')), seenBy(['auditor'])],
    Plan: [planWay],
    PlanRevision: [seenBy(['office', 'intermediary'], hangingOn('plan', 'plan_id', 'Plan')), seenBy(['auditor'])],
  },
  constraints: {
    plan_once: {
      code: 'ALREADY_EXISTS',
      path: ['input'],
      zh: '该年度已有同一单位、同一去向的计划',
      en: 'There is a plan of that year, division and destination already',
    },
  },
  policy: mergePolicies([
    permit('Query', concerned, 'agreement agreements'),
    permit('Query', planning, 'plan plans'),
    permit('Mutation', offices, 'agreementDraft agreementAmend agreementSign agreementActivate agreementComplete agreementTerminate'),
    permit('Mutation', offices, 'planDraft planIssue planAllocate planRevise planReopen'),
    permit(
      'Agreement',
      concerned,
      'id createdAt synthetic title sendingCounty receivingRegion scope partner trades terms validFrom validUntil state signedOn reason parties',
    ),
    permit('AgreementTerms', concerned, 'trainingDays trainingBy travelBy dormitory minimumWage'),
    permit('AgreementParty', concerned, 'id createdAt synthetic role institution name address'),
    permit('AgreementParty', planning, 'contactName officePhone'),
    permit('AgreementConnection', concerned, 'edges pageInfo totalCount'),
    permit('AgreementEdge', concerned, 'cursor node'),
    permit(
      'Plan',
      planning,
      'id createdAt synthetic year parent region destinationKind destination institution target state parts partsTarget revisions',
    ),
    permit('PlanRevision', planning, 'id createdAt synthetic fromTarget toTarget reason by'),
    permit('PlanConnection', planning, 'edges pageInfo totalCount'),
    permit('PlanEdge', planning, 'cursor node'),
    ...['AgreementDraft', 'AgreementAmend', 'AgreementSign', 'AgreementActivate', 'AgreementComplete', 'AgreementTerminate'].map((name) =>
      permit(`${name}Payload`, offices, 'agreement userErrors'),
    ),
    ...['PlanDraft', 'PlanIssue', 'PlanAllocate', 'PlanRevise', 'PlanReopen'].map((name) => permit(`${name}Payload`, offices, 'plan userErrors')),
  ]),
};
