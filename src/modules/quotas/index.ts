import { mergePolicies } from '../../platform/access/policy.js';
import type { Module } from '../module.js';
import { Quota } from './quota.js';
import { QuotaEntry } from './quota-entry.js';
import { Reservation } from './reservation.js';

export const quotas: Module = {
  name: 'quotas',
  entities: [Quota, Reservation, QuotaEntry],
  resolvers: [],
  policy: mergePolicies([]),
};
