import { everyRow, hangingOn, seenBy, type Way } from '../../platform/access/scopes.js';
import { raw, type Sql, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { inEither, received } from '../institutions/institution.queries.js';
import { ownOf } from '../seekers/seeker.queries.js';
import { CourseKind } from './class.js';

const person: Way = { seeker: ownOf('seeker_id'), auditor: everyRow };

/** Who teaches, the offices above them and of the person's home, the person, the auditor. */
export const enrolmentWay: Way = { ...received, ...person, office: inEither('institution_path', 'home_path') };
export const subsidyWay: Way = { ...received, ...person };
export const attendanceWay: Way = {
  ...seenBy(['office', 'intermediary', 'seeker'], hangingOn('training_enrolment', 'enrolment_id', 'TrainingEnrolment')),
  auditor: everyRow,
};

/** Who counts as trained: examined, whatever the result. */
export const TRAINED = "t.state in ('PASSED', 'FAILED')";
/** Work still stands, or a business was started. */
export const EMPLOYED = `${TRAINED} and t.outcome_kind = 'EMPLOYED' and exists (select from standing_placement s where s.id = t.placement_id)`;
export const STARTED = `${TRAINED} and t.outcome_kind = 'STARTED'`;

export interface KindRow {
  kind: CourseKind;
  trained: number;
  passed: number;
  employed: number;
  started: number;
  jobsCreated: number;
  employmentRate: number | null;
}

/** By kind of course, of those examined in a window; each person once a kind. One statement. */
export async function outcomesByKind(context: Context, from: string, to: string, within: Sql): Promise<KindRow[]> {
  const scope = context.shapes.scope('TrainingEnrolment', 't', context.viewer) ?? raw('true');
  const people = (condition: string): Sql => raw(`count(distinct t.seeker_id) filter (where ${condition})::int`);
  const rows = await context.reading.rows(sql`
    select t.kind, ${people(TRAINED)}, ${people("t.state = 'PASSED'")}, ${people(`(${EMPLOYED}) or (${STARTED})`)}, ${people(STARTED)},
           coalesce(sum(t.outcome_jobs_created) filter (where ${raw(STARTED)}), 0)::int
      from training_enrolment t where t.examined_on between ${from}::date and ${to}::date and (${within}) and (${scope}) group by 1`);
  const found = new Map((rows as [CourseKind, ...number[]][]).map(([kind, ...numbers]) => [kind, numbers]));
  return (Object.keys(CourseKind) as CourseKind[]).map((kind) => {
    const [trained = 0, passed = 0, employed = 0, started = 0, jobsCreated = 0] = found.get(kind) ?? [];
    const employmentRate = trained === 0 ? null : Math.floor((2_000 * employed + trained) / (2 * trained)) / 1_000;
    return { kind, trained, passed, employed, started, jobsCreated, employmentRate };
  });
}
