import { mergePolicies, permit } from '../../platform/access/policy.js';
import { seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import type { Module } from '../module.js';
import { ofTarget, planWays, targetWay } from './target.queries.js';
import {
  TargetGradingResolver,
  TargetPlanResolver,
  TargetReportResolver,
  TargetResolver,
  TargetRevisionResolver,
  TargetScoreResolver,
} from './target.resolver.js';
import { AssessedUnit, AssessmentRule, Target, TargetGrading, TargetPlan, TargetReport, TargetRevision, TargetScore } from './target.js';

const offices: readonly Role[] = ['office'];
const watching: readonly Role[] = ['office', 'auditor'];

export const targets: Module = {
  name: 'targets',
  entities: [AssessedUnit, AssessmentRule, TargetPlan, Target, TargetReport, TargetScore, TargetRevision, TargetGrading],
  resolvers: [TargetPlanResolver, TargetResolver, TargetReportResolver, TargetScoreResolver, TargetRevisionResolver, TargetGradingResolver],
  scopes: {
    AssessedUnit: [seenBy(watching)],
    AssessmentRule: [seenBy(watching)],
    TargetPlan: planWays,
    Target: [targetWay],
    TargetReport: [ofTarget],
    TargetScore: [ofTarget],
    TargetRevision: [ofTarget],
    TargetGrading: [targetWay],
  },
  constraints: {
    assessed_unit_name: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'name'],
      zh: '该地区已有同名单位',
      en: 'There is a unit of that name in the division already',
    },
    target_plan_once: {
      code: 'ALREADY_EXISTS',
      path: ['input'],
      zh: '该单位本年度已有目标计划',
      en: 'The unit has a plan for that year and programme already',
    },
    assessment_rule_year: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'fromYear'],
      zh: '该年度已有考核规则',
      en: 'There is a rule from that year already',
    },
  },
  policy: mergePolicies([
    permit('Query', watching, 'indicators assessedUnits assessmentRules targetPlan targetPlans targets'),
    permit('Mutation', offices, 'assessedUnitAdd assessmentRuleSet targetRevise'),
    permit(
      'Mutation',
      offices,
      'targetPlanDraft targetPlanIssue targetPlanAllocate targetPlanReopen targetPlanReport targetPlanSelfAssess targetPlanCheck targetPlanGrade targetPlanFalsify targetPlanPublish',
    ),
    permit('Indicator', watching, 'code name definition source unit ceiling flow'),
    permit('AssessedUnit', watching, 'id createdAt synthetic name kind region'),
    permit('AssessmentRule', watching, 'id createdAt synthetic fromYear excellentFrom passFrom excellentShare deductionEach source assumed'),
    permit(
      'TargetPlan',
      watching,
      'id createdAt synthetic year programme unit parent state reportedThrough score grade gradeReason falsifiedOn falsifiedReason targets parts gradings',
    ),
    permit('Target', watching, 'id createdAt synthetic plan indicator value weight progress reports scores revisions'),
    permit('TargetProgress', watching, 'actual completionRate timeProgress behindSchedule'),
    permit('TargetReport', watching, 'id createdAt synthetic throughOn actual correction by'),
    permit('TargetScore', watching, 'id createdAt synthetic stage report points deduction evidence by'),
    permit('TargetGrading', watching, 'id createdAt synthetic grade reason by'),
    permit('TargetRevision', watching, 'id createdAt synthetic fromValue toValue reason by'),
    ...['AssessedUnit', 'AssessmentRule', 'TargetPlan', 'Target'].flatMap((name) => [
      permit(`${name}Connection`, watching, 'edges pageInfo totalCount'),
      permit(`${name}Edge`, watching, 'cursor node'),
    ]),
    permit('AssessedUnitAddPayload', offices, 'unit userErrors'),
    permit('AssessmentRuleSetPayload', offices, 'rule userErrors'),
    permit('TargetRevisePayload', offices, 'target userErrors'),
    ...['Draft', 'Issue', 'Allocate', 'Reopen', 'Report', 'SelfAssess', 'Check', 'Grade', 'Falsify', 'Publish'].map((step) =>
      permit(`TargetPlan${step}Payload`, offices, 'plan userErrors'),
    ),
  ]),
};
