import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import type { Module } from '../module.js';
import { Account, ApiKey } from './account.js';
import { AuditEntry } from './audit.js';
import { AuditResolver, auditScope } from './audit.resolver.js';
import { holdings } from './holdings.js';
import { ViewerResolver } from './viewer.resolver.js';

const overseeing = ['administrator', 'auditor'] as const;
const inquiring = [...overseeing, 'seeker'] as const;

export const accounts: Module = {
  name: 'accounts',
  entities: [Account, ApiKey, AuditEntry],
  resolvers: [ViewerResolver, AuditResolver],
  scopes: { AuditEntry: auditScope },
  holdings,
  policy: mergePolicies([
    permit('Query', everyone, 'viewer'),
    permit('Viewer', everyone, 'role name regionPath'),
    permit('Query', ['seeker', 'auditor'], 'seekerReadings'),
    permit('Query', overseeing, 'auditEntries'),
    permit('AuditEntry', inquiring, 'id createdAt synthetic action actorRole actorName field reason request'),
    permit('AuditEntryConnection', inquiring, 'edges pageInfo totalCount'),
    permit('AuditEntryEdge', inquiring, 'cursor node'),
  ]),
};
