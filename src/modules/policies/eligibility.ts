import { enumOf } from '../../platform/graphql/enum.js';
import { inForce, type Rates } from './rate.js';
import type { PolicyBenefit, PolicyFact, PolicyRule } from './rule.js';

export const ConditionOutcome = enumOf('PolicyConditionOutcome', 'How a condition stands.', {
  MET: '符合 It holds.',
  NOT_MET: '不符合 It does not hold.',
  MISSING: '缺少资料 What it asks is not known: evidence is missing.',
});
export type ConditionOutcome = keyof typeof ConditionOutcome;

export const EligibilityOutcome = enumOf('EligibilityOutcome', 'Whether somebody may get a benefit.', {
  ELIGIBLE: '符合条件 Every condition holds.',
  INCOMPLETE: '资料不全 No condition stands against it, and some could not be checked: see what is missing.',
  NOT_ELIGIBLE: '不符合条件 A condition does not hold.',
  NOT_IN_FORCE: '尚无政策 No rule for it is on file there on that day.',
});
export type EligibilityOutcome = keyof typeof EligibilityOutcome;

export type FactValue = boolean | number | readonly string[];
export type Facts = Partial<Record<PolicyFact, FactValue>>;

/** A rule without the table it stands in. */
export type KnownRule = Pick<
  PolicyRule,
  'benefit' | 'clause' | 'code' | 'fact' | 'operator' | 'operand' | 'parameter' | 'regionPath' | 'effectiveOn' | 'endsOn' | 'zh' | 'en'
>;

export interface JudgedRule<R extends KnownRule> {
  rule: R;
  outcome: ConditionOutcome;
}

export interface JudgedClause<R extends KnownRule> {
  clause: string;
  outcome: ConditionOutcome;
  /** The alternatives in force. */
  rules: JudgedRule<R>[];
}

export interface Judgement<R extends KnownRule> {
  benefit: PolicyBenefit;
  outcome: EligibilityOutcome;
  clauses: JudgedClause<R>[];
}

export interface Case {
  /** Where the person lives, or the post is. */
  path: string;
  day: string;
  facts: Facts;
}

/** The rows of a benefit in force: of each code that of the deepest division, its latest; one that ended holds nothing. */
function rowsInForce<R extends KnownRule>(rules: readonly R[], benefit: PolicyBenefit, path: string, day: string): R[] {
  const byCode = Map.groupBy(
    rules.filter((one) => one.benefit === benefit && (one.endsOn === null || day < one.endsOn)),
    (one) => one.code,
  );
  return [...byCode.values()].flatMap((rows) => inForce(rows, path, day) ?? []);
}

function compare(rule: KnownRule, rates: Rates, { path, day, facts }: Case): ConditionOutcome {
  if (rule.operator === 'WAIVED') return 'MET';
  const found = facts[rule.fact];
  if (found === undefined) return 'MISSING';
  const of = (holds: boolean): ConditionOutcome => (holds ? 'MET' : 'NOT_MET');
  if (rule.operator === 'YES') return of(found === true);
  if (rule.operator === 'NO') return of(found === false);
  if (rule.operator === 'ANY_OF') return of(Array.isArray(found) && rule.operand.some((one) => found.includes(one)));
  const bound = rule.parameter === null ? Number(rule.operand[0]) : rates.at(rule.parameter, path, day)?.value;
  if (bound === undefined) return 'MISSING';
  return of(rule.operator === 'AT_LEAST' ? Number(found) >= Number(bound) : Number(found) <= Number(bound));
}

const best = (outcomes: readonly ConditionOutcome[]): ConditionOutcome =>
  outcomes.includes('MET') ? 'MET' : outcomes.includes('MISSING') ? 'MISSING' : 'NOT_MET';

/** Alternatives within a clause, all clauses together; a fact that is not known is missing, never taken for no. */
export function judge<R extends KnownRule>(rules: readonly R[], rates: Rates, benefit: PolicyBenefit, asked: Case): Judgement<R> {
  const byClause = Map.groupBy(rowsInForce(rules, benefit, asked.path, asked.day), (one) => one.clause);
  const clauses = [...byClause].map(([clause, rows]): JudgedClause<R> => {
    const judged = rows.map((rule) => ({ rule, outcome: compare(rule, rates, asked) }));
    return { clause, outcome: best(judged.map((one) => one.outcome)), rules: judged };
  });
  return { benefit, outcome: together(clauses.map((one) => one.outcome)), clauses };
}

function together(outcomes: readonly ConditionOutcome[]): EligibilityOutcome {
  if (outcomes.length === 0) return 'NOT_IN_FORCE';
  if (outcomes.includes('NOT_MET')) return 'NOT_ELIGIBLE';
  return outcomes.includes('MISSING') ? 'INCOMPLETE' : 'ELIGIBLE';
}
