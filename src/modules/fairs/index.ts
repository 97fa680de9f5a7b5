import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { everyRow, seenBy, type Way } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import { inDivision } from '../institutions/institution.queries.js';
import type { Module } from '../module.js';
import { ownOf } from '../seekers/seeker.queries.js';
import { ofEmployers } from '../vacancies/vacancy.queries.js';
import { Campaign } from './campaign.js';
import { announced, approved, counters, desk, itself, ofFair, ofHeldFair, ofOwnFair, ofOwnVisit, waiting } from './fair.queries.js';
import { FairBoothResolver, JobFairResolver } from './fair.resolver.js';
import { FeedResolver } from './feed.resolver.js';
import { holdings } from './holdings.js';
import { FairBooth, FairHall, JobFair } from './job-fair.js';
import { FairAnnouncement, FairKiosk } from './kiosk.js';
import { FairPost, FairParticipation } from './participation.js';
import { FairPostResolver, ParticipationResolver } from './participation.resolver.js';
import { FairInterest, FairInterview, FairTicket, FairVisit } from './visit.js';
import { PlacementFairResolver, ReferralFairResolver, VisitResolver } from './visit.resolver.js';

const holding: readonly Role[] = ['office'];
const checking: readonly Role[] = ['office', 'auditor'];
const hiring: readonly Role[] = ['office', 'recruiter'];
const atDoor: readonly Role[] = ['office', 'kiosk'];
const visiting: readonly Role[] = [...atDoor, 'seeker'];
const passes: readonly Role[] = visiting;
const following: readonly Role[] = everyone.filter((role) => role !== 'anonymous');
const others: readonly Role[] = everyone.filter((role) => role !== 'auditor');
const referred: readonly Role[] = ['intermediary', 'office', 'seeker', 'recruiter', 'auditor'];

/** What stands in a fair, for whoever sees the fair. */
const standing: Way = { ...seenBy(others, ofFair), auditor: everyRow };

const page = (roles: readonly Role[], name: string) => [
  permit(`${name}Connection`, roles, 'edges pageInfo totalCount'),
  permit(`${name}Edge`, roles, 'cursor node'),
];
const step = (roles: readonly Role[], part: string, names: string) =>
  names.split(' ').map((name) => permit(`${name}Payload`, roles, `${part} userErrors`));

export const fairs: Module = {
  name: 'fairs',
  entities: [
    Campaign,
    JobFair,
    FairHall,
    FairBooth,
    FairParticipation,
    FairPost,
    FairVisit,
    FairTicket,
    FairInterest,
    FairInterview,
    FairKiosk,
    FairAnnouncement,
  ],
  resolvers: [
    JobFairResolver,
    FairBoothResolver,
    ParticipationResolver,
    FairPostResolver,
    VisitResolver,
    ReferralFairResolver,
    PlacementFairResolver,
    FeedResolver,
  ],
  scopes: {
    Campaign: [seenBy(everyone)],
    JobFair: [{ ...seenBy(everyone, announced), auditor: everyRow }, { office: inDivision('institution_path') }],
    FairHall: [standing],
    FairBooth: [standing],
    FairAnnouncement: [standing],
    FairParticipation: [seenBy(others, approved), desk, { recruiter: ofEmployers }],
    FairPost: [standing, { recruiter: ofEmployers }],
    FairVisit: [desk, { kiosk: ofOwnFair, seeker: ownOf('seeker_id') }],
    FairTicket: [desk, { kiosk: ofOwnFair, recruiter: ofEmployers, seeker: ofOwnVisit }],
    FairInterest: [desk, { kiosk: ofOwnFair, recruiter: ofEmployers, seeker: ofOwnVisit }],
    FairInterview: [desk, { recruiter: ofEmployers, seeker: ofOwnVisit }],
    FairKiosk: [{ office: ofHeldFair, auditor: everyRow, kiosk: itself }],
  },
  derivations: { 'JobFair.counters': counters, 'FairParticipation.waiting': waiting },
  holdings,
  constraints: {
    campaign_once: { code: 'ALREADY_EXISTS', path: ['input', 'name'], zh: '该活动已登记', en: 'The campaign is written down already' },
    fair_hall_name: { code: 'INVALID', path: ['input', 'halls'], zh: '展厅名称重复', en: 'Two halls have one name' },
    fair_booth_number: { code: 'INVALID', path: ['input', 'halls'], zh: '展位号重复', en: 'Two booths have one number' },
    fair_participation_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'fair'],
      zh: '该单位已报名此招聘会',
      en: 'The employer is registered for this fair already',
    },
    fair_participation_booth: { code: 'ALREADY_EXISTS', path: ['input', 'booth'], zh: '该展位已分配', en: 'The booth is taken' },
    fair_post_once: { code: 'ALREADY_EXISTS', path: ['input', 'vacancy'], zh: '该岗位已在此招聘会', en: 'The vacancy is at the fair already' },
    fair_kiosk_device: {
      code: 'CONFLICT',
      path: ['input', 'device'],
      zh: '该设备已登记到其他单位主办的招聘会，请先由主办单位解除，或换一台设备',
      en: 'The device is enrolled to a fair of another office; let that office release it, or take another device',
    },
    fair_visit_once: { code: 'ALREADY_EXISTS', path: ['input', 'fair'], zh: '已预约此招聘会', en: 'The person is registered for this fair already' },
    fair_ticket_once: { code: 'ALREADY_EXISTS', path: ['input', 'participation'], zh: '已在此展位排队', en: 'The visitor has a number here already' },
    fair_interest_once: { code: 'ALREADY_EXISTS', path: ['input', 'post'], zh: '已登记过此意向', en: 'This interest is noted already' },
    fair_interview_once: { code: 'ALREADY_EXISTS', path: ['input', 'post'], zh: '已登记过此面试', en: 'This interview is written down already' },
  },
  policy: mergePolicies([
    permit('Query', everyone, 'campaigns jobFair jobFairs fairBooths fairPost fairPosts fairParticipations fairAnnouncements fairNearestBooths'),
    permit('Query', following, 'jobFairEvents jobFairSnapshot'),
    permit('Query', checking, 'fairKiosks jobFairReport'),
    permit('Query', ['kiosk'], 'fairKiosk'),
    permit('Query', [...checking, 'recruiter'], 'fairTickets'),
    permit('Query', [...checking, 'seeker'], 'fairVisits'),
    permit('Query', ['office', 'seeker'], 'fairVisit'),
    permit('Query', atDoor, 'fairPass'),
    permit('Query', [...hiring, 'auditor', 'seeker'], 'fairInterests fairInterviews'),
    permit('Subscription', following, 'jobFairFeed vacancyWatch boothQueue'),
    permit(
      'Mutation',
      holding,
      'campaignOpen jobFairPlan jobFairReschedule jobFairAnnounce jobFairOpen jobFairClose jobFairCancel jobFairSay fairKioskEnrol fairKioskRelease',
    ),
    permit('Mutation', holding, 'fairParticipationApprove fairParticipationReject fairInterviewHire'),
    permit('Mutation', hiring, 'fairParticipationApply fairParticipationWithdraw fairPostBring fairPostWithdraw'),
    permit('Mutation', hiring, 'fairTicketCall fairTicketServe fairTicketMiss fairInterviewHold fairInterviewOffer fairInterviewDecline'),
    permit('Mutation', ['office', 'seeker'], 'fairVisitRegister fairVisitCancel'),
    permit('Mutation', atDoor, 'fairVisitAdmit fairVisitCheckIn'),
    permit('Mutation', visiting, 'fairTicketDraw fairTicketLeave fairInterestNote'),
    permit('Campaign', everyone, 'id createdAt synthetic kind year name institution opensOn closesOn'),
    permit(
      'JobFair',
      everyone,
      'id createdAt synthetic name campaign institution region venue sessions opensOn closesOn state reason closing counters halls',
    ),
    permit('FairSession', everyone, 'opensAt closesAt'),
    permit('FairCounters', everyone, 'posts heads visitors interests interviews hires'),
    permit('FairHall', everyone, 'id createdAt synthetic name'),
    permit('FairBooth', everyone, 'id createdAt synthetic hall number x y participation'),
    permit('FairNearBooth', everyone, 'participation metres'),
    permit('FairAnnouncement', everyone, 'id createdAt synthetic zh en'),
    permit('FairParticipation', everyone, 'id createdAt synthetic fair employer booth state drawn called waiting'),
    permit('FairParticipation', [...hiring, 'auditor'], 'reason'),
    permit('FairPost', everyone, 'id createdAt synthetic fair participation vacancy state headsLeft qr slip'),
    permit('FairVisit', [...passes, 'auditor'], 'id createdAt synthetic fair state checkedInAt'),
    permit('FairVisit', passes, 'pass qr slip tickets'),
    permit('FairVisit', [...checking, 'seeker'], 'seeker interviews'),
    permit('FairTicket', [...passes, 'recruiter', 'auditor'], 'id createdAt synthetic participation number state calledAt'),
    permit('FairInterest', [...passes, 'recruiter', 'auditor'], 'id createdAt synthetic post'),
    permit('FairInterview', [...hiring, 'auditor', 'seeker'], 'id createdAt synthetic fair post state reason referral placement'),
    permit('FairKiosk', [...checking, 'kiosk'], 'id createdAt synthetic fair hall x y until'),
    permit('FairKiosk', ['office'], 'device'),
    permit('JobFairReport', checking, 'fair counters employers registered tickets postsBrought headsBrought'),
    permit('JobFairEvent', following, 'cursor at kind post queue announcement counters'),
    permit('FairEventPost', following, 'post vacancy title employer booth hall headCount headsLeft payFrom payTo payText region'),
    permit('FairEventQueue', following, 'booth hall employer number called drawn waiting'),
    permit('FairEventAnnouncement', following, 'zh en'),
    permit('JobFairEvents', following, 'events cursor more'),
    permit('JobFairSnapshot', following, 'cursor counters'),
    permit('Referral', referred, 'fair'),
    permit('Placement', referred, 'fair'),
    ...page(everyone, 'Campaign'),
    ...page(everyone, 'JobFair'),
    ...page(everyone, 'FairBooth'),
    ...page(everyone, 'FairPost'),
    ...page(everyone, 'FairParticipation'),
    ...page(everyone, 'FairAnnouncement'),
    ...page(checking, 'FairKiosk'),
    ...page([...checking, 'recruiter'], 'FairTicket'),
    ...page([...checking, 'seeker'], 'FairVisit'),
    ...page([...hiring, 'auditor', 'seeker'], 'FairInterest'),
    ...page([...hiring, 'auditor', 'seeker'], 'FairInterview'),
    ...step(holding, 'campaign', 'CampaignOpen'),
    ...step(holding, 'fair', 'JobFairPlan JobFairReschedule JobFairAnnounce JobFairOpen JobFairClose JobFairCancel'),
    ...step(holding, 'announcement', 'JobFairSay'),
    ...step(holding, 'kiosk', 'FairKioskEnrol'),
    ...step(holding, 'device', 'FairKioskRelease'),
    ...step(holding, 'participation', 'FairParticipationApprove FairParticipationReject'),
    ...step(hiring, 'participation', 'FairParticipationApply FairParticipationWithdraw'),
    ...step(hiring, 'post', 'FairPostBring FairPostWithdraw'),
    ...step(hiring, 'ticket', 'FairTicketCall FairTicketServe FairTicketMiss'),
    ...step(hiring, 'interview', 'FairInterviewHold FairInterviewOffer FairInterviewDecline'),
    ...step(holding, 'interview', 'FairInterviewHire'),
    ...step(['office', 'seeker'], 'visit', 'FairVisitRegister FairVisitCancel'),
    ...step(atDoor, 'visit', 'FairVisitAdmit FairVisitCheckIn'),
    ...step(visiting, 'ticket', 'FairTicketDraw FairTicketLeave'),
    ...step(visiting, 'interest', 'FairInterestNote'),
  ]),
};
