import { mergePolicies, permit } from '../../platform/access/policy.js';
import { everyRow, seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import { received } from '../institutions/institution.queries.js';
import type { Module } from '../module.js';
import { SeekerFormResolver, WishResolver } from './form.resolver.js';
import { PersonSecret, Registration, Seeker, TravelGroup } from './seeker.js';
import { SeekerAccountResolver } from './seeker-account.resolver.js';
import { accompanied, ownOf, served } from './seeker.queries.js';
import { SeekerResolver } from './seeker.resolver.js';

const serving: readonly Role[] = ['intermediary', 'office'];
const concerned: readonly Role[] = [...serving, 'seeker'];
const reading: readonly Role[] = [...concerned, 'auditor'];
/** A recruiter may ask about the person behind a referral; scopes decide whether there is an answer. */
const asking: readonly Role[] = [...reading, 'recruiter'];

export const seekers: Module = {
  name: 'seekers',
  entities: [TravelGroup, Seeker, PersonSecret, Registration],
  resolvers: [SeekerResolver, SeekerFormResolver, WishResolver, SeekerAccountResolver],
  scopes: {
    Seeker: [...served, { seeker: ownOf('id'), auditor: everyRow }],
    Registration: [received, { seeker: ownOf('seeker_id'), auditor: everyRow }],
    TravelGroup: [seenBy(concerned, accompanied), { auditor: everyRow }],
    PersonSecret: [],
  },
  constraints: {
    registration_open_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'institution'],
      zh: '此人在本机构已有有效登记',
      en: 'This person has an open registration here already',
    },
    person_secret_id_number: {
      code: 'CONFLICT',
      path: ['input', 'idNumber'],
      zh: '此人刚刚由他人登记，请重试',
      en: 'This person was registered a moment ago; try again',
    },
    seeker_three_trades: { code: 'INVALID', path: ['input', 'wish', 'occupations'], zh: '最多三个工种', en: 'Three trades at most' },
  },
  policy: mergePolicies([
    permit('Query', reading, 'seeker'),
    permit('Query', [...serving, 'auditor'], 'seekers'),
    permit('Mutation', serving, 'seekerRegister seekerAccountIssue'),
    permit('Seeker', concerned, 'signInName'),
    permit('SeekerAccountIssuePayload', serving, 'seeker oneTimePassword userErrors'),
    permit('Mutation', concerned, 'registrationSuspend registrationResume registrationWithdraw'),
    permit('Seeker', concerned, 'name workHistory heightCm'),
    permit('Seeker', asking, 'id createdAt synthetic sex education skillLevel certificates wish nameMasked'),
    permit('Seeker', reading, 'birthOn idNumberMasked phoneMasked region agricultural resettler situation major travelGroup registrations'),
    permit('SeekerConnection', reading, 'edges pageInfo totalCount'),
    permit('SeekerEdge', reading, 'cursor node'),
    permit('Wish', asking, 'occupations anyTrade places wageFloor board lodging shifts availableFrom training'),
    permit('TravelGroup', reading, 'id createdAt synthetic name'),
    permit('Registration', reading, 'id createdAt synthetic seeker institution registeredOn validUntil state consents'),
    permit('SeekerRegisterPayload', serving, 'registration userErrors'),
    permit('RegistrationSuspendPayload', concerned, 'registration userErrors'),
    permit('RegistrationResumePayload', concerned, 'registration userErrors'),
    permit('RegistrationWithdrawPayload', concerned, 'registration userErrors'),
    permit('Mutation', concerned, 'seekerWishChange'),
    permit('Mutation', serving, 'seekerFormRevise'),
    permit('SeekerWishChangePayload', concerned, 'seeker userErrors'),
    permit('SeekerFormRevisePayload', serving, 'seeker userErrors'),
    permit('Seeker', concerned, 'householdRegion circumstances'),
    permit('Circumstances', concerned, 'ethnicity maritalStatus health hardships householdNumber'),
    permit('Wish', asking, 'mayLeaveCounty mayLeaveProvince trades placeNames'),
    permit('TravelGroup', reading, 'kind members'),
    permit('Registration', reading, 'officer'),
  ]),
};
