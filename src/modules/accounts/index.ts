import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import type { Module } from '../module.js';
import { Account, ApiKey } from './account.js';
import { ViewerResolver } from './viewer.resolver.js';

export const accounts: Module = {
  name: 'accounts',
  entities: [Account, ApiKey],
  resolvers: [ViewerResolver],
  scopes: { Account: [], ApiKey: [] },
  policy: mergePolicies([permit('Query', everyone, 'viewer'), permit('Viewer', everyone, 'role name regionPath')]),
};
