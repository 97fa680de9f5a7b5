import { mergePolicies, permit } from '../../platform/access/policy.js';
import { hangingOn, seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import type { Module } from '../module.js';
import { Quota } from './quota.js';
import { QuotaEntry } from './quota-entry.js';
import { quotaWays } from './quota.queries.js';
import { QuotaResolver } from './quota.resolver.js';
import { Reservation } from './reservation.js';
import { ReservationResolver } from './reservation.resolver.js';

const offices: readonly Role[] = ['office'];
const checking: readonly Role[] = ['office', 'auditor'];
const holding: readonly Role[] = [...checking, 'intermediary'];
const concerned: readonly Role[] = [...holding, 'recruiter'];

/** Whoever sees the places sees what was done with them. */
const onItsQuota = seenBy(['office', 'intermediary', 'recruiter'], hangingOn('quota', 'quota_id', 'Quota'));

export const quotas: Module = {
  name: 'quotas',
  entities: [Quota, Reservation, QuotaEntry],
  resolvers: [QuotaResolver, ReservationResolver],
  scopes: {
    Quota: quotaWays,
    Reservation: [onItsQuota, seenBy(['auditor'])],
    QuotaEntry: [onItsQuota, seenBy(['auditor'])],
  },
  constraints: {
    quota_never_oversold: { code: 'QUOTA_EXHAUSTED', path: ['input'], zh: '名额不足', en: 'Not enough places' },
    quota_part_once: {
      code: 'ALREADY_EXISTS',
      path: ['input'],
      zh: '已有同样的分配项，请用调剂增加名额',
      en: 'There is such a part already; reallocate places to it',
    },
    reservation_once_for_holder: {
      code: 'ALREADY_EXISTS',
      path: ['id'],
      zh: '已为此事预留过，请先释放原来的预留',
      en: 'It has a reservation here already; release that first',
    },
  },
  policy: mergePolicies([
    permit('Query', concerned, 'quota quotas'),
    permit('Query', holding, 'reservation reservations'),
    permit('Query', checking, 'quotaWhatIf quotaEntries'),
    permit('Subscription', checking, 'quotaChanged'),
    permit('Mutation', offices, 'quotaOffer quotaAllocate quotaReallocate quotaAdjust quotaReserve reservationConfirm reservationRelease'),
    permit(
      'Quota',
      concerned,
      'id createdAt synthetic agreement parent year origin destination institution places reserved confirmed allocated deficit parts remaining state',
    ),
    permit('QuotaConnection', concerned, 'edges pageInfo totalCount'),
    permit('QuotaEdge', concerned, 'cursor node'),
    permit('Reservation', holding, 'id createdAt synthetic quota count purpose state expiresAt confirmedAt endedAt reason'),
    permit('ReservationConnection', holding, 'edges pageInfo totalCount'),
    permit('ReservationEdge', holding, 'cursor node'),
    permit('QuotaEntry', checking, 'id createdAt synthetic operation leg kind quota account delta'),
    permit('QuotaEntryConnection', checking, 'edges pageInfo totalCount'),
    permit('QuotaEntryEdge', checking, 'cursor node'),
    permit('QuotaWhatIf', checking, 'places used shortfall reservationCount reservations'),
    permit('QuotaReallocatePayload', offices, 'from to userErrors'),
    ...['QuotaOffer', 'QuotaAllocate', 'QuotaAdjust'].map((name) => permit(`${name}Payload`, offices, 'quota userErrors')),
    ...['QuotaReserve', 'ReservationConfirm', 'ReservationRelease'].map((name) => permit(`${name}Payload`, offices, 'reservation userErrors')),
  ]),
};
