import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import { raw } from '../../platform/database/sql.js';
import type { Module } from '../module.js';
import { TrainingClass } from './class.js';
import { ClassResolver } from './class.resolver.js';
import { TrainingAttendance, TrainingEnrolment } from './enrolment.js';
import { EnrolmentResolver } from './enrolment.resolver.js';
import { holdings } from './holdings.js';
import { indicators } from './indicators.js';
import { ledgers } from './ledgers.js';
import { TrainingRule } from './rule.js';
import { TrainingSubsidy } from './subsidy.js';
import { TrainingSubsidyResolver } from './subsidy.resolver.js';
import { attendanceWay, enrolmentWay, subsidyWay } from './training.queries.js';

const offices: readonly Role[] = ['office'];
const teaching: readonly Role[] = ['office', 'intermediary'];
const caring: readonly Role[] = [...teaching, 'auditor'];
const concerned: readonly Role[] = [...caring, 'seeker'];

export const training: Module = {
  name: 'training',
  entities: [TrainingRule, TrainingClass, TrainingEnrolment, TrainingAttendance, TrainingSubsidy],
  resolvers: [ClassResolver, EnrolmentResolver, TrainingSubsidyResolver],
  scopes: {
    TrainingRule: [seenBy(everyone)],
    TrainingClass: [seenBy(everyone)],
    TrainingEnrolment: [enrolmentWay],
    TrainingAttendance: [attendanceWay],
    TrainingSubsidy: [subsidyWay],
  },
  derivations: { 'TrainingClass.takenCount': (alias) => raw(`training_seats_taken(${alias}.id)`) },
  holdings,
  indicators,
  ledgers,
  constraints: {
    training_class_number: { code: 'ALREADY_EXISTS', path: ['input', 'number'], zh: '班号已使用', en: 'There is a class of that number already' },
    training_class_hours: { code: 'INVALID', path: ['input', 'classHours'], zh: '课时有误', en: 'The class hours are wrong' },
    training_rule_from: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'effectiveOn'],
      zh: '该地区同一天已有此类培训的规则',
      en: 'There is a rule of that division, course and day already',
    },
    training_enrolment_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'seekers'],
      zh: '名单中有人已在该班',
      en: 'Somebody of the list is in the class already',
    },
    training_subsidy_once: {
      code: 'ALREADY_EXISTS',
      path: ['id'],
      zh: '此人本年度已申请同类培训补贴：每人每年每类一次',
      en: 'One subsidy a person, year and kind: there is one already',
    },
  },
  policy: mergePolicies([
    permit('Query', everyone, 'trainingClass trainingClasses trainingRule trainingRules'),
    permit('Query', concerned, 'trainingEnrolments trainingSubsidies'),
    permit('Query', caring, 'trainingOutcomes'),
    permit('Mutation', offices, 'trainingRuleSet trainingClassOpen trainingClassClose'),
    permit('Mutation', teaching, 'trainingClassPlan trainingClassBegin trainingClassExamine trainingClassCancel trainingAttendanceRecord'),
    permit('Mutation', teaching, 'trainingEnrol trainingEnrolOrder trainingWithdraw trainingOutcomeRecord trainingSubsidyApply'),
    permit('Mutation', offices, 'trainingSubsidyVerify trainingSubsidyApprove trainingSubsidyPay trainingSubsidyReject trainingSubsidyRecover'),
    permit(
      'TrainingRule',
      everyone,
      'id createdAt synthetic kind course region effectiveOn leastHours leastAttendance trackingMonths subsidy shareWithoutOutcome source assumed',
    ),
    permit(
      'TrainingClass',
      everyone,
      'id createdAt synthetic number title kind course occupationCode institution base seats classHours startsOn endsOn examinedOn state reason takenCount',
    ),
    permit('TrainingClass', [...caring, 'recruiter'], 'order'),
    permit(
      'TrainingEnrolment',
      concerned,
      'id createdAt synthetic class kind seeker institution enrolledOn state examinedOn certificateNumber trackingUntil outcome placement reason attendance',
    ),
    permit('TrainingOutcome', concerned, 'kind on licenceNumber jobsCreated'),
    permit('TrainingAttendance', concerned, 'id createdAt synthetic day hours'),
    permit('TrainingSubsidy', concerned, 'id createdAt synthetic enrolment seeker institution kind year amount state paidOn reason'),
    permit('TrainingSubsidy', ['office', 'auditor'], 'entries'),
    permit('TrainingKindRow', caring, 'kind trained passed employed started jobsCreated employmentRate'),
    ...['TrainingRule', 'TrainingClass'].flatMap((name) => [
      permit(`${name}Connection`, everyone, 'edges pageInfo totalCount'),
      permit(`${name}Edge`, everyone, 'cursor node'),
    ]),
    ...['TrainingEnrolment', 'TrainingSubsidy'].flatMap((name) => [
      permit(`${name}Connection`, concerned, 'edges pageInfo totalCount'),
      permit(`${name}Edge`, concerned, 'cursor node'),
    ]),
    permit('TrainingRuleSetPayload', offices, 'rule userErrors'),
    ...['ClassOpen', 'ClassClose'].map((step) => permit(`Training${step}Payload`, offices, 'class userErrors')),
    ...['ClassPlan', 'ClassBegin', 'ClassExamine', 'ClassCancel', 'AttendanceRecord', 'Enrol', 'EnrolOrder'].map((step) =>
      permit(`Training${step}Payload`, teaching, 'class userErrors'),
    ),
    ...['Withdraw', 'OutcomeRecord'].map((step) => permit(`Training${step}Payload`, teaching, 'enrolment userErrors')),
    permit('TrainingSubsidyApplyPayload', teaching, 'subsidy userErrors'),
    ...['Verify', 'Approve', 'Pay', 'Reject', 'Recover'].map((step) => permit(`TrainingSubsidy${step}Payload`, offices, 'subsidy userErrors')),
  ]),
};
