import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { everyRow, type Predicate, seenBy, type Way } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import type { Derivation } from '../../platform/database/shape.js';
import { raw, sql } from '../../platform/database/sql.js';
import { inDivision, inEither } from '../institutions/institution.queries.js';
import type { Module } from '../module.js';
import { ownOf } from '../seekers/seeker.queries.js';
import { AssistanceMeasure, AssistanceVenue } from './assistance.js';
import { MeasureResolver, VenueResolver } from './assistance.resolver.js';
import { holdings } from './holdings.js';
import { Household, HouseholdMember, HouseholdStep } from './household.js';
import { HouseholdResolver, HouseholdStepResolver } from './household.resolver.js';
import { indicators } from './indicators.js';
import { Inspection, InspectionFinding } from './inspection.js';
import { InspectionResolver } from './inspection.resolver.js';
import { ledgers } from './ledgers.js';
import { OverdueResolver } from './overdue.resolver.js';
import { ProspectsResolver, TravelGroupWorkResolver } from './prospects.resolver.js';

const office: readonly Role[] = ['office'];
const watching: readonly Role[] = ['office', 'auditor'];
const concerned: readonly Role[] = [...watching, 'seeker'];
const serving: readonly Role[] = ['office', 'intermediary'];

const place: Way = { office: inDivision('region_path'), auditor: everyRow };
/** The same, and the person. */
const person: Way = { ...place, seeker: ownOf('seeker_id') };
/** Whoever is listed in it, for as long as they are; of what was done in it what falls into that time. */
const memberOf =
  (household: string, days: (alias: string) => string): Predicate =>
  (alias, viewer) =>
    sql`exists (select from household_member m where m.household_id = ${raw(`${alias}.${household}`)} and m.seeker_id = ${viewer.seekerId}::uuid and ${raw(days(alias))})`;
const member = memberOf('id', () => 'm.left_on is null');
const ofStep = memberOf('household_id', (alias) => `${alias}.taken_on between m.joined_on and coalesce(m.left_on, 'infinity')`);
const ofFinding = memberOf(
  'household_id',
  (alias) => `${alias}.due_on >= m.joined_on and ${alias}.created_at::date <= coalesce(m.left_on, 'infinity')`,
);

const derived =
  (expression: (alias: string) => string): Derivation =>
  (alias) =>
    raw(expression(alias));

const STEPS = 'Review Publicise Object Forward Endorse Confirm Reject Assist Stabilise Exit Revoke MemberJoin MemberLeave Reassign CardRenew'.split(
  ' ',
);
const MEASURE_STEPS = ['Offer', 'Accept', 'Refuse', 'Finish', 'Drop'];

export const households: Module = {
  name: 'households',
  entities: [Household, HouseholdMember, HouseholdStep, AssistanceVenue, AssistanceMeasure, Inspection, InspectionFinding],
  resolvers: [
    HouseholdResolver,
    HouseholdStepResolver,
    MeasureResolver,
    VenueResolver,
    InspectionResolver,
    OverdueResolver,
    ProspectsResolver,
    TravelGroupWorkResolver,
  ],
  scopes: {
    Household: [place, { seeker: member }],
    HouseholdMember: [person],
    HouseholdStep: [place, { seeker: ofStep }],
    AssistanceMeasure: [person],
    AssistanceVenue: [seenBy(everyone)],
    Inspection: [{ office: inEither('region_path', 'office_path'), auditor: everyRow }],
    InspectionFinding: [place, { seeker: ofFinding }],
  },
  derivations: {
    'Household.atLeastOneEmployed': derived((alias) => `household_at_work(${alias}.id)`),
    'Household.officerName': derived((alias) => `account_name(${alias}.officer_id)`),
    'HouseholdStep.byName': derived((alias) => `account_name(${alias}.by_id)`),
    'AssistanceVenue.stallsTaken': derived((alias) => `venue_stalls_taken(${alias}.id)::int`),
    'TravelGroup.atLeastOneEmployed': (alias, see) =>
      sql`exists (select from seeker g where g.travel_group_id = ${raw(alias)}.id and person_at_work(g.id) and (${see('Seeker', 'g')}))`,
  },
  holdings,
  indicators,
  ledgers,
  personFacts: { HOUSEHOLD_CARD: (person, day) => sql`to_jsonb(person_carded(${person}, ${day}))` },
  constraints: {
    household_member_one_household: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'members'],
      zh: '有成员已在另一户零就业家庭中',
      en: 'A member is in another household that is declared or on the list',
    },
    assistance_venue_name: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'name'],
      zh: '该地区已有同名一条街',
      en: 'There is a street of that name already',
    },
  },
  policy: mergePolicies([
    permit('Query', everyone, 'householdNotices assistanceVenues'),
    permit('Query', concerned, 'household households assistanceMeasures'),
    permit('Query', watching, 'householdsOverdue dynamicZero inspections inspectionFindings'),
    permit('Query', office, 'householdProspects'),
    permit('Query', serving, 'travelGroupProspects'),
    permit('Mutation', office, `householdDeclare ${STEPS.map((step) => `household${step}`).join(' ')}`),
    permit('Mutation', office, `${MEASURE_STEPS.map((step) => `measure${step}`).join(' ')} venueOpen inspectionRecord findingRemedy`),
    permit(
      'Household',
      concerned,
      'id createdAt synthetic region familySize state since dueOn episode noticeUntil card officerName officerSince plan atLeastOneEmployed members measures',
    ),
    permit('Household', watching, 'steps'),
    permit('HouseholdCard', concerned, 'number issuedOn validUntil withdrawnOn'),
    permit('AssistancePlan', concerned, 'aim madeOn'),
    permit('HouseholdConnection', concerned, 'edges pageInfo totalCount'),
    permit('HouseholdEdge', concerned, 'cursor node'),
    permit('HouseholdMember', concerned, 'id createdAt synthetic household seeker relation standing joinedOn leftOn'),
    permit('HouseholdStep', watching, 'id createdAt synthetic household number state takenOn dueOn byName note ground placement'),
    permit('HouseholdStepConnection', watching, 'edges pageInfo totalCount'),
    permit('HouseholdStepEdge', watching, 'cursor node'),
    permit('DynamicZero', watching, 'on unclearedCount overdueCount reached'),
    permit('HouseholdNotice', everyone, 'name idNumberMasked community from until'),
    permit('HouseholdNoticeConnection', everyone, 'edges pageInfo totalCount'),
    permit('HouseholdNoticeEdge', everyone, 'cursor node'),
    permit(
      'AssistanceMeasure',
      concerned,
      'id createdAt synthetic household seeker kind vacancy employer venue base note state offeredOn answeredOn withCause reason',
    ),
    permit('AssistanceMeasureConnection', concerned, 'edges pageInfo totalCount'),
    permit('AssistanceMeasureEdge', concerned, 'cursor node'),
    permit('AssistanceVenue', everyone, 'id createdAt synthetic name kind region stalls stallsTaken'),
    permit('AssistanceVenueConnection', everyone, 'edges pageInfo totalCount'),
    permit('AssistanceVenueEdge', everyone, 'cursor node'),
    permit('Inspection', watching, 'id createdAt synthetic region inspectedOn summary findings'),
    permit('InspectionConnection', watching, 'edges pageInfo totalCount'),
    permit('InspectionEdge', watching, 'cursor node'),
    permit('InspectionFinding', watching, 'id createdAt synthetic inspection household problem dueOn remediedOn remedy'),
    permit('InspectionFindingConnection', watching, 'edges pageInfo totalCount'),
    permit('InspectionFindingEdge', watching, 'cursor node'),
    permit('Prospects', serving, 'atLeastOneEmployed atLeastOneCould members'),
    permit('MemberProspect', serving, 'seeker employed vacancyCount score best'),
    permit('TravelGroup', ['office', 'intermediary', 'seeker', 'auditor'], 'atLeastOneEmployed'),
    permit('HouseholdDeclarePayload', office, 'household userErrors'),
    ...STEPS.map((step) => permit(`Household${step}Payload`, office, 'household userErrors')),
    ...MEASURE_STEPS.map((step) => permit(`Measure${step}Payload`, office, 'measure userErrors')),
    permit('VenueOpenPayload', office, 'venue userErrors'),
    permit('InspectionRecordPayload', office, 'inspection userErrors'),
    permit('FindingRemedyPayload', office, 'finding userErrors'),
  ]),
};
