import { everyone, type Policy, permit } from '../platform/access/policy.js';
import { accounts } from './accounts/index.js';
import { agencies } from './agencies/index.js';
import { agreements } from './agreements/index.js';
import { bulletin } from './bulletin/index.js';
import { calendar } from './calendar/index.js';
import { employment } from './employment/index.js';
import { communities } from './communities/index.js';
import { exports } from './exports/index.js';
import { fairs } from './fairs/index.js';
import { households } from './households/index.js';
import { imports } from './imports/index.js';
import { institutions } from './institutions/index.js';
import { loans } from './loans/index.js';
import { matching } from './matching/index.js';
import type { Module } from './module.js';
import { placements } from './placements/index.js';
import { policies } from './policies/index.js';
import { quotas } from './quotas/index.js';
import { referrals } from './referrals/index.js';
import { regions } from './regions/index.js';
import { seekers } from './seekers/index.js';
import { targets } from './targets/index.js';
import { training } from './training/index.js';
import { vacancies } from './vacancies/index.js';

/** In the order of dependency: a module imports only modules listed above it. */
export const modules: readonly Module[] = [
  regions,
  institutions,
  accounts,
  calendar,
  vacancies,
  seekers,
  agencies,
  imports,
  agreements,
  quotas,
  matching,
  referrals,
  placements,
  fairs,
  employment,
  households,
  policies,
  loans,
  training,
  communities,
  targets,
  exports,
  bulletin,
];

/** Types of the platform that every module's operations show. */
export const platformPolicy: readonly Policy[] = [
  permit('Query', everyone, 'enumLabels'),
  permit('EnumLabels', everyone, 'name values'),
  permit('EnumLabel', everyone, 'value label'),
  permit('PageInfo', everyone, 'hasNextPage hasPreviousPage startCursor endCursor'),
  permit('Money', everyone, 'amountMinor currency'),
  permit('UserError', everyone, 'code message path'),
];
