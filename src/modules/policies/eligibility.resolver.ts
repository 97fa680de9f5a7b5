import { ArrayMaxSize, ValidateNested } from 'class-validator';
import { Args, ArgsType, Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { raw, sql } from '../../platform/database/sql.js';
import { whole } from '../../platform/database/selection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { PolicyBasis, PolicyDocument } from './document.js';
import { ConditionOutcome, EligibilityOutcome, type Facts, type Judgement, judge, type KnownRule } from './eligibility.js';
import { derived, factsOf, statedFact } from './facts.js';
import { PolicyFactInput } from './policy.inputs.js';
import { Rates } from './rate.js';
import { PolicyBenefit, PolicyFact, PolicySubject, SUBJECT_OF } from './rule.js';

@ObjectType({ description: 'One comparison of the decision table, as it came out.', simpleResolvers: true })
class EligibilityCondition {
  @Field(() => String, { description: 'Code of the rule.' })
  code!: string;

  @Field(() => PolicyFact, { description: 'What it asks about; to be stated, or shown, where it is missing.' })
  fact!: PolicyFact;

  @Field(() => String, { description: 'What it asks, in the language asked for.' })
  text!: string;

  @Field(() => ConditionOutcome, { description: 'How it stands.' })
  outcome!: ConditionOutcome;

  @Field(() => PolicyBasis, { description: 'What the rule rests on.' })
  basis!: PolicyBasis;

  @Field(() => String, { description: 'Where the rule was found.' })
  source!: string;

  @Field(() => PolicyDocument, { nullable: true, description: 'The document that sets it; null where none is named.' })
  document!: PolicyDocument | null;
}

@ObjectType({ description: 'Conditions of which one is enough.', simpleResolvers: true })
class EligibilityClause {
  @Field(() => String, { description: 'Its name.' })
  clause!: string;

  @Field(() => ConditionOutcome, { description: 'How it stands.' })
  outcome!: ConditionOutcome;

  @Cost({ atMost: 10 })
  @Field(() => [EligibilityCondition], { description: 'The alternatives.' })
  alternatives!: EligibilityCondition[];
}

@ObjectType({ description: 'Whether a benefit is to be had, and what stands against it or is missing.', simpleResolvers: true })
class Eligibility {
  @Field(() => PolicyBenefit, { description: 'What it is about.' })
  benefit!: PolicyBenefit;

  @Field(() => PolicySubject, { description: 'Who gets it.' })
  subject!: PolicySubject;

  @Field(() => EligibilityOutcome, { description: 'How it came out.' })
  outcome!: EligibilityOutcome;

  @Cost({ atMost: 8 })
  @Field(() => [EligibilityClause], { description: 'All of these must hold.' })
  clauses!: EligibilityClause[];
}

@ArgsType()
class EligibilityArgs {
  @Field(() => ID, { description: 'Whose registration.' })
  registration!: string;

  @Field(() => ID, { nullable: true, description: 'The employer that would be subsidised.' })
  employer?: string;

  @Field(() => LocalDate, { nullable: true, description: 'By the rules and rates of which day; today unless given.' })
  on?: string;

  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Field(() => [PolicyFactInput], { defaultValue: [], description: 'What you know and no register does; it takes the place of what is registered.' })
  stated!: PolicyFactInput[];
}

type SourcedRule = KnownRule & { basis: PolicyBasis; source: string; document: PolicyDocument | null };

const rulesOf = async (context: Context): Promise<SourcedRule[]> => {
  const selected = whole({ document: {} });
  const { build, columns } = context.shapes.shape('PolicyRule', selected);
  const tail = raw('order by t.benefit, t.clause, t.code');
  const rows = await context.reading.rows(context.shapes.select('PolicyRule', selected, context.viewer, raw('true'), tail, raw(', t.region_path')));
  return rows.map((row) => ({ ...build(row), regionPath: row[columns.length] }) as unknown as SourcedRule);
};

@Resolver(() => Eligibility)
export class EligibilityResolver {
  @Cost({ atMost: 8, weight: 60 })
  @Query(() => [Eligibility], {
    nullable: true,
    description:
      'What the person of a registration, their household and an employer may get, by the decision table at the place where the person lives; null when the registration is out of your sight. A fact that nobody knows is missing, never taken for no. Those who serve the person, and the person.',
  })
  async eligibility(@Args() { registration, employer, on, stated }: EligibilityArgs, @Ctx() context: Context): Promise<Eligibility[] | null> {
    const visible = context.shapes.scope('Registration', 'g', context.viewer) ?? raw('true');
    const seen = context.shapes.scope('Seeker', 's', context.viewer) ?? raw('true');
    const [row] = await context.reading.rows(
      sql`select s.id, s.region_path, app_today()::text, (select e.state = 'VERIFIED' from employer e where e.id::text = ${employer ?? null})
            from registration g join seeker s on s.id = g.seeker_id where g.id::text = ${registration} and (${visible}) and (${seen})`,
    );
    if (!row) return null;
    const [person, path, today, verified] = row as [string, string, string, boolean | null];
    const day = on ?? today;
    const [rules, rates, known] = [await rulesOf(context), await Rates.read(context.reading), await factsOf(context.reading, [person], day)];
    const said: Facts = Object.fromEntries(stated.map(({ fact, value }) => [fact, statedFact(fact, value)]));
    const facts = derived({ ...known.get(person), ...(verified === null ? {} : { EMPLOYER_VERIFIED: verified }), ...said }, rates, path, day);
    return (Object.keys(PolicyBenefit) as PolicyBenefit[]).map((benefit) => shown(judge(rules, rates, benefit, { path, day, facts }), context));
  }
}

const shown = ({ benefit, outcome, clauses }: Judgement<SourcedRule>, { language }: Context): Eligibility => ({
  benefit,
  subject: SUBJECT_OF[benefit],
  outcome,
  clauses: clauses.map((one) => ({
    clause: one.clause,
    outcome: one.outcome,
    alternatives: one.rules.map(({ rule, outcome: found }) => ({
      code: rule.code,
      fact: rule.fact,
      text: rule[language],
      outcome: found,
      basis: rule.basis,
      source: rule.source,
      document: rule.document,
    })),
  })),
});
