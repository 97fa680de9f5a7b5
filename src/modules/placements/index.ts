import { mergePolicies, permit } from '../../platform/access/policy.js';
import { seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import type { Module } from '../module.js';
import { indicators } from './indicators.js';
import { holdings } from './holdings.js';
import { Batch } from './batch.js';
import { BatchResolver } from './batch.resolver.js';
import { Claim } from './claim.js';
import { ClaimResolver, ParticipantOutcomeResolver } from './claim.resolver.js';
import { FollowUp, RightsCase } from './follow-up.js';
import { FollowUpResolver, RightsCaseResolver } from './follow-up.resolver.js';
import { Order } from './order.js';
import { OrderResolver, ReservationHolderResolver } from './order.resolver.js';
import { Placement } from './placement.js';
import { afterwardsWay, claimWay, ordered, orderWay, placementWay, transferWay } from './placement.queries.js';
import { PlacementResolver } from './placement.resolver.js';
import { OutcomeResolver, ProgressResolver, ProgressRowResolver } from './progress.resolver.js';
import { Transfer } from './transfer.js';
import { TransferResolver } from './transfer.resolver.js';

const serving: readonly Role[] = ['intermediary', 'office'];
const hiring: readonly Role[] = [...serving, 'recruiter'];
const watching: readonly Role[] = [...hiring, 'auditor'];
const concerned: readonly Role[] = [...watching, 'seeker'];
const caring: readonly Role[] = [...serving, 'auditor'];
const asking: readonly Role[] = [...serving, 'seeker'];

const step = (roles: readonly Role[], name: string, parts: string) => permit(`${name}Payload`, roles, `${parts} userErrors`);

export const placements: Module = {
  name: 'placements',
  entities: [Placement, Order, Batch, Transfer, FollowUp, RightsCase, Claim],
  resolvers: [
    PlacementResolver,
    OrderResolver,
    ReservationHolderResolver,
    BatchResolver,
    TransferResolver,
    FollowUpResolver,
    RightsCaseResolver,
    ClaimResolver,
    ParticipantOutcomeResolver,
    ProgressResolver,
    ProgressRowResolver,
    OutcomeResolver,
  ],
  scopes: {
    Placement: [placementWay],
    Order: [orderWay],
    Vacancy: [seenBy(serving, ordered)],
    Batch: [orderWay],
    Transfer: [transferWay],
    FollowUp: [afterwardsWay],
    RightsCase: [afterwardsWay],
    Claim: [claimWay],
  },
  holdings,
  indicators,
  constraints: {
    placement_one_at_a_time: {
      code: 'ALREADY_EXISTS',
      path: ['id'],
      zh: '此人已有未结束的就业记录，请先办理离岗或撤销',
      en: 'The person works elsewhere: end or reverse that first',
    },
    transfer_one_at_a_time: {
      code: 'ALREADY_EXISTS',
      path: ['input'],
      zh: '此人已在另一名单中或已外出务工，请先办理退出或返乡',
      en: 'The person is on another list or away: withdraw or return that first',
    },
    transfer_periods_apart: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'departedOn'],
      zh: '此人在这段时间已有外出务工记录，请核对出发、返乡日期',
      en: 'The person was away then already: check the days of departure and return',
    },
    beneficiary_claim_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'seeker'],
      zh: '该带动人员已申报',
      en: 'This participant claims the person already',
    },
    labour_order_heads: { code: 'INVALID', path: ['input', 'headCount'], zh: '人数有误', en: 'The number of heads is wrong' },
  },
  policy: mergePolicies([
    permit('Query', concerned, 'placement placements transfer transfers'),
    permit('Query', watching, 'labourOrder labourOrders departureBatch departureBatches'),
    permit('Query', caring, 'followUps beneficiaryClaims'),
    permit('Query', [...caring, 'seeker'], 'rightsCases'),
    permit('Query', ['office', 'auditor'], 'quotaProgress quotaProgressPeople'),
    permit('Query', watching, 'transferCohorts'),
    permit('Query', caring, 'agencyOutcomes'),
    permit('Mutation', hiring, 'referralHire placementConfirm placementReverse placementEnd'),
    permit('Mutation', hiring, 'labourOrderOpen labourOrderContract labourOrderBegin labourOrderClose'),
    permit('Mutation', serving, 'labourOrderRegister labourOrderSelect labourOrderTrain'),
    permit('Mutation', serving, 'departureBatchPlan departureBatchCheck departureBatchDepart departureBatchArrive departureBatchCancel'),
    permit('Mutation', serving, 'transferRecord transferArrive transferBegin transferLose followUpRecord rightsCaseClose'),
    permit('Mutation', hiring, 'transferWithdraw transferReturn transferChangeJob'),
    permit('Mutation', asking, 'transferAgreeToSplit rightsCaseOpen'),
    permit('Mutation', serving, 'beneficiaryClaim beneficiaryWithdraw'),
    permit(
      'Placement',
      concerned,
      'id createdAt synthetic seeker vacancy referral institution channel state hiredOn confirmedOn evidence reason ending',
    ),
    permit('PlacementEnding', concerned, 'on cause'),
    permit('PlacementConnection', concerned, 'edges pageInfo totalCount'),
    permit('PlacementEdge', concerned, 'cursor node'),
    permit(
      'LabourOrder',
      concerned,
      'id createdAt synthetic vacancy agreement quota reservation institution headCount departOn trainingDays state reason counts transfers',
    ),
    permit('OrderConnection', watching, 'edges pageInfo totalCount'),
    permit('OrderEdge', watching, 'cursor node'),
    permit(
      'DepartureBatch',
      concerned,
      'id createdAt synthetic order institution leader vehicle seats insurance meetingPoint departOn arrivedOn state transfers',
    ),
    permit('DepartureBatch', caring, 'manifest'),
    permit('BatchConnection', watching, 'edges pageInfo totalCount'),
    permit('BatchEdge', watching, 'cursor node'),
    permit(
      'Transfer',
      concerned,
      'id createdAt synthetic seeker registration order batch placement reservation travelGroup splitAgreed institution origin destination selfOrganised position contractNumber state departedOn arrivedOn changedOn endedOn reason countsAs',
    ),
    permit('Reservation', caring, 'order transfer'),
    permit('TransferStateCount', concerned, 'state count'),
    permit('TransferConnection', concerned, 'edges pageInfo totalCount'),
    permit('TransferEdge', concerned, 'cursor node'),
    permit(
      'FollowUp',
      caring,
      'id createdAt synthetic transfer institution kind dueOn state doneOn onPost paidOnTime contractSigned insured note overdue',
    ),
    permit('FollowUpConnection', caring, 'edges pageInfo totalCount'),
    permit('FollowUpEdge', caring, 'cursor node'),
    permit('RightsCase', [...caring, 'seeker'], 'id createdAt synthetic transfer institution problem openedOn dueOn state closedOn outcome overdue'),
    permit('RightsCaseConnection', [...caring, 'seeker'], 'edges pageInfo totalCount'),
    permit('RightsCaseEdge', [...caring, 'seeker'], 'cursor node'),
    permit('BeneficiaryClaim', caring, 'id createdAt synthetic participant seeker claimedOn withdrawnOn disputed'),
    permit('ClaimConnection', caring, 'edges pageInfo totalCount'),
    permit('ClaimEdge', caring, 'cursor node'),
    permit('QuotaProgress', ['office', 'auditor'], 'year timeProgress rows total'),
    permit(
      'QuotaProgressRow',
      ['office', 'auditor'],
      'county destinationKind destination plan places reserved confirmed arrived stable completionRate behindSchedule',
    ),
    permit('CohortRow', watching, 'id name placed arrived onPost30 due30 onPost90 due90 onPost180 due180'),
    permit('AgencyOutcome', caring, 'institution placed confirmed lasting reversed arrived returned'),
    permit('ProgrammeParticipant', [...caring, 'seeker'], 'beneficiaryCount beneficiaryTarget'),
    step(hiring, 'ReferralHire', 'referral placement'),
    ...['Confirm', 'Reverse', 'End'].map((name) => step(hiring, `Placement${name}`, 'placement')),
    ...['Open', 'Contract', 'Begin', 'Close'].map((name) => step(hiring, `LabourOrder${name}`, 'order')),
    ...['Register', 'Select', 'Train'].map((name) => step(serving, `LabourOrder${name}`, 'order')),
    ...['Plan', 'Depart', 'Arrive', 'Cancel'].map((name) => step(serving, `DepartureBatch${name}`, 'batch')),
    step(serving, 'DepartureBatchCheck', 'batch emptySeats'),
    permit('EmptySeats', serving, 'count reason message'),
    ...['Record', 'Arrive', 'Begin', 'Lose'].map((name) => step(serving, `Transfer${name}`, 'transfer')),
    ...['Withdraw', 'Return', 'ChangeJob'].map((name) => step(hiring, `Transfer${name}`, 'transfer')),
    step(asking, 'TransferAgreeToSplit', 'transfer'),
    step(serving, 'FollowUpRecord', 'followUp'),
    step(asking, 'RightsCaseOpen', 'rightsCase'),
    step(serving, 'RightsCaseClose', 'rightsCase'),
    ...['Claim', 'Withdraw'].map((name) => step(serving, `Beneficiary${name}`, 'claim')),
  ]),
};
