import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { everyRow, seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import { received } from '../institutions/institution.queries.js';
import type { Module } from '../module.js';
import { ownOf } from '../seekers/seeker.queries.js';
import { ofEmployers } from '../vacancies/vacancy.queries.js';
import { disclosedTo, shownTo } from './disclosure.js';
import { holdings } from './holdings.js';
import { Referral } from './referral.js';
import { referralCount, referred } from './referral.queries.js';
import { ReferralResolver, ReservationReferralResolver, VacancyReferralResolver } from './referral.resolver.js';

const issuing: readonly Role[] = ['intermediary', 'office'];
const answering: readonly Role[] = [...issuing, 'seeker'];
const hiring: readonly Role[] = [...issuing, 'recruiter'];
const concerned: readonly Role[] = [...issuing, 'seeker', 'recruiter', 'auditor'];

export const referrals: Module = {
  name: 'referrals',
  entities: [Referral],
  resolvers: [ReferralResolver, VacancyReferralResolver, ReservationReferralResolver],
  scopes: {
    Referral: [received, { seeker: ownOf('seeker_id'), recruiter: ofEmployers, auditor: everyRow }],
    Vacancy: [seenBy(answering, referred)],
    Seeker: [{ recruiter: shownTo }],
  },
  derivations: { 'Vacancy.referralCount': referralCount },
  facts: { Seeker: { disclosed: disclosedTo } },
  holdings,
  constraints: {
    referral_open_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'vacancy'],
      zh: '此人对该岗位已有未了结的推荐，请先登记其结果，或选择其他岗位',
      en: 'There is an open referral of this person to this vacancy already: record how it ended first, or choose another post',
    },
  },
  policy: mergePolicies([
    permit('Query', concerned, 'referral referrals'),
    permit('Vacancy', everyone, 'referralCount'),
    permit('Mutation', issuing, 'referralIssue'),
    permit('Mutation', answering, 'referralAccept referralRefuse'),
    permit('Mutation', hiring, 'referralInterview referralNotHire referralNoShow'),
    permit(
      'Referral',
      concerned,
      'id createdAt synthetic number seeker vacancy registration institution issuedOn expiresOn state endedOn interviewOn reason refusedWithCause',
    ),
    permit('Referral', answering, 'letter'),
    permit('Referral', [...issuing, 'auditor'], 'reservation'),
    permit('Reservation', [...issuing, 'auditor'], 'referral'),
    permit('ReferralConnection', concerned, 'edges pageInfo totalCount'),
    permit('ReferralEdge', concerned, 'cursor node'),
    permit('ReferralIssuePayload', issuing, 'referral userErrors'),
    permit('ReferralAcceptPayload', answering, 'referral userErrors'),
    permit('ReferralRefusePayload', answering, 'referral userErrors'),
    permit('ReferralInterviewPayload', hiring, 'referral userErrors'),
    permit('ReferralNotHirePayload', hiring, 'referral userErrors'),
    permit('ReferralNoShowPayload', hiring, 'referral userErrors'),
  ]),
};
