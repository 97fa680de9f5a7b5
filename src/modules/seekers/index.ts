import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { everyRow, seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import { received } from '../institutions/institution.queries.js';
import type { Module } from '../module.js';
import { indicators } from './indicators.js';
import { ledgers } from './ledgers.js';
import { Consent, ConsentText } from './consent.js';
import { ConsentResolver } from './consent.resolver.js';
import { askedFor, Erasure } from './erasure.js';
import { ErasureResolver } from './erasure.resolver.js';
import { SeekerFormResolver, WishResolver } from './form.resolver.js';
import { holdings } from './holdings.js';
import { PersonKey, PersonSecret } from './person.js';
import { AuditSeekerResolver, RevealResolver } from './reveal.resolver.js';
import { Registration, Seeker, TravelGroup } from './seeker.js';
import { SeekerAccountResolver } from './seeker-account.resolver.js';
import { accompanied, ofServed, ownOf, present, servedBy, sharedWith } from './seeker.queries.js';
import { SeekerResolver } from './seeker.resolver.js';
import { ViewerSeekerResolver } from './viewer.resolver.js';

const serving: readonly Role[] = ['intermediary', 'office'];
const concerned: readonly Role[] = [...serving, 'seeker'];
const reading: readonly Role[] = [...concerned, 'auditor'];
/** A recruiter may ask about the person behind a referral; scopes decide whether there is an answer, and how much of the name. */
const asking: readonly Role[] = [...reading, 'recruiter'];

export const seekers: Module = {
  name: 'seekers',
  entities: [TravelGroup, Seeker, PersonKey, PersonSecret, Registration, ConsentText, Consent, Erasure],
  resolvers: [
    ViewerSeekerResolver,
    SeekerResolver,
    SeekerFormResolver,
    WishResolver,
    SeekerAccountResolver,
    RevealResolver,
    AuditSeekerResolver,
    ConsentResolver,
    ErasureResolver,
  ],
  scopes: {
    Seeker: [seenBy(concerned, servedBy), seenBy(serving, sharedWith), { auditor: present }],
    Registration: [received, { seeker: ownOf('seeker_id'), auditor: everyRow }],
    TravelGroup: [seenBy(concerned, accompanied), { auditor: everyRow }],
    ConsentText: [seenBy(everyone)],
    Consent: [seenBy(serving, ofServed), { seeker: ownOf('seeker_id'), auditor: everyRow }],
    Erasure: [{ auditor: everyRow, ...seenBy(['office', 'seeker'], askedFor) }],
    PersonKey: [],
    PersonSecret: [],
  },
  holdings,
  indicators,
  ledgers,
  constraints: {
    registration_open_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'institution'],
      zh: '此人在本机构已有有效登记，可直接推荐；意向有变请修改意向，要重新登记请先注销',
      en: 'This person has an open registration here already: refer them on it, change the wish, or withdraw it before another',
    },
    person_secret_id_number: {
      code: 'CONFLICT',
      path: ['input', 'idNumber'],
      zh: '此人刚刚由他人登记，请重试',
      en: 'This person was registered a moment ago; try again',
    },
    seeker_three_trades: { code: 'INVALID', path: ['input', 'wish', 'occupations'], zh: '最多三个工种', en: 'Three trades at most' },
    consent_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'purpose'],
      zh: '已有对该接收方的同意',
      en: 'There is a consent of this kind for this recipient already',
    },
  },
  policy: mergePolicies([
    permit('Query', asking, 'seeker'),
    permit('Viewer', ['seeker'], 'seeker'),
    permit('Query', [...serving, 'auditor'], 'seekers'),
    permit('Query', everyone, 'consentTexts'),
    permit('Mutation', serving, 'seekerRegister seekerAccountIssue seekerFind'),
    permit('Mutation', concerned, 'registrationSuspend registrationResume registrationWithdraw consentGive consentWithdraw'),
    permit('Mutation', asking, 'seekerReveal'),
    permit('Mutation', ['office', 'seeker'], 'seekerExport seekerErase'),
    permit('SeekerAccountIssuePayload', serving, 'seeker oneTimePassword userErrors'),
    permit('Seeker', concerned, 'workHistory heightCm signInName'),
    permit('Seeker', [...concerned, 'recruiter'], 'name'),
    permit('Seeker', asking, 'id createdAt synthetic ageBand homeCounty education skillLevel certificates wish nameMasked'),
    permit(
      'Seeker',
      reading,
      'sex birthOn idNumberMasked phoneMasked region agricultural resettler situation major travelGroup registrations consents state',
    ),
    permit('SeekerConnection', reading, 'edges pageInfo totalCount'),
    permit('SeekerEdge', reading, 'cursor node'),
    permit('Wish', asking, 'occupations anyTrade places board lodging shifts availableFrom training'),
    permit('Wish', reading, 'wageFloor'),
    permit('TravelGroup', reading, 'id createdAt synthetic name'),
    permit('Registration', reading, 'id createdAt synthetic seeker institution registeredOn validUntil state'),
    permit('ConsentText', everyone, 'id createdAt synthetic purpose version effectiveOn zh en'),
    permit('Consent', reading, 'id createdAt synthetic text purpose employer institution source evidence withdrawnAt'),
    permit('Erasure', [...concerned, 'auditor'], 'id createdAt synthetic until'),
    permit('AuditEntry', ['seeker', 'auditor'], 'seeker'),
    permit('SeekerRegisterPayload', serving, 'registration left userErrors'),
    permit('SeekerFindPayload', serving, 'seeker userErrors'),
    permit('SeekerRevealPayload', asking, 'value userErrors'),
    permit('SeekerExportPayload', ['office', 'seeker'], 'document userErrors'),
    permit('SeekerErasePayload', ['office', 'seeker'], 'erasure userErrors'),
    permit('ConsentGivePayload', concerned, 'consent userErrors'),
    permit('ConsentWithdrawPayload', concerned, 'consent userErrors'),
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
