import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { seenBy } from '../../platform/access/scopes.js';
import type { Module } from '../module.js';
import { CalendarAmendment, CalendarYear } from './calendar-year.js';
import { CalendarAmendmentResolver, CalendarResolver } from './calendar.resolver.js';

export const calendar: Module = {
  name: 'calendar',
  entities: [CalendarYear, CalendarAmendment],
  resolvers: [CalendarResolver, CalendarAmendmentResolver],
  scopes: { CalendarYear: [seenBy(everyone)], CalendarAmendment: [seenBy(everyone)] },
  constraints: {
    calendar_year_ahead: {
      code: 'NOT_ELIGIBLE',
      path: ['input'],
      zh: '今天及以前的日期已按原表计算，不能改动；只能调整明天以后的日期',
      en: 'Days up to today were counted by the table as it was and stay so: change only days after today',
    },
  },
  policy: mergePolicies([
    permit('Query', everyone, 'calendarYear'),
    permit('Mutation', ['administrator'], 'calendarSet calendarAmend'),
    permit('CalendarYear', everyone, 'id createdAt synthetic year daysOff workingWeekends source assumed amendments'),
    permit('CalendarAmendment', everyone, 'id createdAt synthetic daysOff workingWeekends source'),
    permit('CalendarAmendment', ['administrator', 'auditor'], 'by'),
    permit('CalendarAmendPayload', ['administrator'], 'calendarYear userErrors'),
    permit('CalendarSetPayload', ['administrator'], 'calendarYear userErrors'),
  ]),
};
