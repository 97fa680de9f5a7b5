import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { seenBy } from '../../platform/access/scopes.js';
import type { Module } from '../module.js';
import { CalendarYear } from './calendar-year.js';
import { CalendarResolver } from './calendar.resolver.js';

export const calendar: Module = {
  name: 'calendar',
  entities: [CalendarYear],
  resolvers: [CalendarResolver],
  scopes: { CalendarYear: [seenBy(everyone)] },
  policy: mergePolicies([
    permit('Query', everyone, 'calendarYear'),
    permit('Mutation', ['administrator'], 'calendarSet'),
    permit('CalendarYear', everyone, 'id createdAt synthetic year daysOff workingWeekends source assumed'),
    permit('CalendarSetPayload', ['administrator'], 'calendarYear userErrors'),
  ]),
};
