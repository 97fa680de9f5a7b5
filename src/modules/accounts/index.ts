import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { everyRow, seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import { inDivision } from '../institutions/institution.queries.js';
import type { Module } from '../module.js';
import { Account } from './account.js';
import { itself } from './account.queries.js';
import { AccountResolver } from './account.resolver.js';
import { AuditEntry } from './audit.js';
import { about, AuditResolver, ofRights } from './audit.resolver.js';
import { ApiKey } from './api-key.js';
import { ApiKeyResolver } from './api-key.resolver.js';
import { Device } from './device.js';
import { DeviceResolver } from './device.resolver.js';
import { holdings } from './holdings.js';
import { ViewerResolver } from './viewer.resolver.js';

const administering: readonly Role[] = ['administrator'];
const overseeing: readonly Role[] = ['administrator', 'auditor'];
const inquiring: readonly Role[] = [...overseeing, 'seeker'];
/** Who puts up kiosks. */
const equipping: readonly Role[] = ['administrator', 'office'];

export const accounts: Module = {
  name: 'accounts',
  entities: [Account, ApiKey, Device, AuditEntry],
  resolvers: [ViewerResolver, AccountResolver, DeviceResolver, ApiKeyResolver, AuditResolver],
  scopes: {
    Account: [
      {
        ...seenBy(
          everyone.filter((role) => role !== 'anonymous'),
          itself,
        ),
        administrator: everyRow,
      },
    ],
    ApiKey: [{ administrator: everyRow }],
    AuditEntry: [{ auditor: everyRow, seeker: about, administrator: ofRights }],
    Device: [{ administrator: everyRow, office: inDivision('region_path') }],
  },
  holdings,
  constraints: {
    account_name: { code: 'ALREADY_EXISTS', path: ['input', 'name'], zh: '登录名已被使用', en: 'The name is taken' },
    account_employers: { code: 'NOT_FOUND', path: ['input', 'employers'], zh: '没有这个用人单位', en: 'There is no such employer' },
    account_seeker: { code: 'CONFLICT', path: ['id'], zh: '刚刚已由他人发放，请重试', en: 'Somebody else did it a moment ago; try again' },
  },
  policy: mergePolicies([
    permit('Query', everyone, 'viewer'),
    permit('Viewer', everyone, 'role name regionPath level'),
    permit('Query', administering, 'account accounts apiKeys'),
    permit('Mutation', administering, 'accountOpen accountAssign accountDisable accountEnable accountUnlock accountPasswordReset'),
    permit('Mutation', administering, 'apiKeyIssue apiKeyRevoke'),
    permit('Account', administering, 'id createdAt synthetic role name region institution disabledAt signedInAt lockedUntil'),
    permit('AccountConnection', administering, 'edges pageInfo totalCount'),
    permit('AccountEdge', administering, 'cursor node'),
    permit('AccountOpenPayload', administering, 'account oneTimePassword userErrors'),
    permit('AccountPasswordResetPayload', administering, 'account oneTimePassword userErrors'),
    permit('AccountAssignPayload', administering, 'account userErrors'),
    permit('AccountDisablePayload', administering, 'account userErrors'),
    permit('AccountEnablePayload', administering, 'account userErrors'),
    permit('AccountUnlockPayload', administering, 'account userErrors'),
    permit('ApiKey', administering, 'id createdAt synthetic account name prefix scopes expiresAt revokedAt lastUsedAt'),
    permit('ApiKeyConnection', administering, 'edges pageInfo totalCount'),
    permit('ApiKeyEdge', administering, 'cursor node'),
    permit('ApiKeyIssuePayload', administering, 'apiKey secret userErrors'),
    permit('ApiKeyRevokePayload', administering, 'apiKey userErrors'),
    permit('Query', equipping, 'devices'),
    permit('Mutation', equipping, 'deviceEnrol deviceRenew deviceDisable'),
    permit('Device', equipping, 'id createdAt synthetic name region institution codeUntil enrolledAt lastSeenAt disabledAt'),
    permit('DeviceConnection', equipping, 'edges pageInfo totalCount'),
    permit('DeviceEdge', equipping, 'cursor node'),
    permit('DeviceEnrolPayload', equipping, 'device code userErrors'),
    permit('DeviceRenewPayload', equipping, 'device code userErrors'),
    permit('DeviceDisablePayload', equipping, 'device userErrors'),
    permit('Query', ['seeker', 'auditor'], 'seekerReadings'),
    permit('Query', overseeing, 'auditEntries'),
    permit('AuditEntry', overseeing, 'rightsOf'),
    permit('AuditEntry', inquiring, 'id createdAt synthetic action actorRole actorName field reason request'),
    permit('AuditEntryConnection', inquiring, 'edges pageInfo totalCount'),
    permit('AuditEntryEdge', inquiring, 'cursor node'),
  ]),
};
