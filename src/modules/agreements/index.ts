import { mergePolicies } from '../../platform/access/policy.js';
import type { Module } from '../module.js';
import { Agreement, AgreementParty } from './agreement.js';
import { Plan, PlanRevision } from './plan.js';

export const agreements: Module = {
  name: 'agreements',
  entities: [Agreement, AgreementParty, Plan, PlanRevision],
  resolvers: [],
  policy: mergePolicies([]),
};
