import { mergePolicies, permit } from '../../platform/access/policy.js';
import { type Predicate, seenBy } from '../../platform/access/scopes.js';
import { raw, sql } from '../../platform/database/sql.js';
import type { Module } from '../module.js';
import { ImportJob, ImportRefusal } from './import-job.js';
import { ImportResolver } from './import.resolver.js';

const takers = ['intermediary', 'office', 'recruiter'] as const;

const uploaded: Predicate = (alias, viewer) => sql`${raw(`${alias}.account_id`)} = ${viewer.userId}::uuid`;
const ofJob: Predicate = (alias, _viewer, see) =>
  sql`exists (select from import_job job where job.id = ${raw(alias)}.job_id and (${see('ImportJob', 'job')}))`;

export const imports: Module = {
  name: 'imports',
  entities: [ImportJob, ImportRefusal],
  resolvers: [ImportResolver],
  scopes: { ImportJob: [seenBy(takers, uploaded)], ImportRefusal: [seenBy(takers, ofJob)] },
  policy: mergePolicies([
    permit('Query', takers, 'importJob importRefusals'),
    permit('Mutation', takers, 'importStart'),
    permit('Subscription', takers, 'importProgress'),
    // Opens notices without review, which is the office's.
    permit('ImportStartInput', ['office'], 'openUntil'),
    permit(
      'ImportJob',
      takers,
      'id createdAt synthetic kind fileName size state institution dryRun openUntil readCount storedCount repeatedCount refusedCount problem endedAt',
    ),
    permit('Query', takers, 'importJobs'),
    permit('Mutation', takers, 'importWithdraw'),
    permit('ImportWithdrawPayload', takers, 'importJob userErrors'),
    permit('ImportJobConnection', takers, 'edges pageInfo totalCount'),
    permit('ImportJobEdge', takers, 'cursor node'),
    permit('ImportJob', takers, 'recognition withdrawnCount'),
    permit('Recognition', takers, 'payStatedCount payReadCount placeStatedCount placedCount codedCount'),
    permit('ImportRefusal', takers, 'heading'),
    permit('ImportRefusal', takers, 'id createdAt synthetic rowNumber code field zh en'),
    permit('ImportRefusalConnection', takers, 'edges pageInfo totalCount'),
    permit('ImportRefusalEdge', takers, 'cursor node'),
    permit('ImportStartPayload', takers, 'importJob userErrors'),
  ]),
};
