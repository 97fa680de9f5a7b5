import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Reads } from '../../platform/database/selection.js';
import { all, hasId, raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { byKey, Context, perRequest } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { badInput, mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { PlacementConnection } from '../placements/placement.resolver.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { Employment, WorkKind } from './employment.js';
import { EmploymentEndInput, EmploymentRegisterInput } from './employment.inputs.js';
import { cancelEmployment, endEmployment, registerEmployment } from './employment.service.js';
import { EmploymentFigures, figures, figuresOf } from './figures.js';
import { toldPage } from './parameter.queries.js';

const EmploymentConnection = connectionOf(Employment);
const EmploymentRegisterPayload = payloadOf('EmploymentRegister', { employment: Employment });
const EmploymentEndPayload = payloadOf('EmploymentEnd', { employment: Employment });
const EmploymentCancelPayload = payloadOf('EmploymentCancel', { employment: Employment });
const changed = { employment: 'Employment' };
/** The names of those who cancelled. */
const cancellerOf = perRequest<string, string | null>((context) => async (ids) => {
  const rows = await context.reading.rows(sql`select e.id, account_name(e.cancelled_by) from employment e where e.id = any(${ids}::uuid[])`);
  return byKey<string | null>(ids, rows, null);
});

const END_MISSING = `t.ending_on is null and t.cancellation_on is null and exists (select from placement p where p.id = t.placement_id and p.ending_on is not null
  and programme_deadline('EMPLOYMENT_ENDING', t.institution_path, p.ending_on) < app_today())`;

@Resolver(() => Employment)
export class EmploymentResolver {
  @Query(() => Employment, {
    nullable: true,
    description: 'An employment registration by id, or null when there is none in your sight. Offices, the employer, the person, auditors.',
  })
  employment(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Employment', hasId('t.id', id), info);
  }

  @Query(() => EmploymentConnection, {
    description: 'The employment register in your sight, newest first. Offices, the employer, the person, auditors.',
  })
  employments(
    @Arg('kind', () => WorkKind, { nullable: true, description: 'Only of this kind.' }) kind: WorkKind | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division of the institution.' }) region: string | undefined,
    @Arg('lasting', () => Boolean, { nullable: true, description: 'Only work that lasts, or only work that ended or was cancelled.' }) lasting:
      | boolean
      | undefined,
    @Arg('late', () => Boolean, { defaultValue: false, description: 'Only what was registered, or ended, later than it had to be.' }) late: boolean,
    @Arg('endMissing', () => Boolean, {
      defaultValue: false,
      description: 'Only work whose placement ended and whose end is not registered although its time is over.',
    })
    endMissing: boolean,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      kind !== undefined && sql`t.kind = ${kind}`,
      region !== undefined && places.within('t.institution_path', regionByCode(region).path),
      lasting !== undefined &&
        raw(lasting ? 't.ending_on is null and t.cancellation_on is null' : '(t.ending_on is not null or t.cancellation_on is not null)'),
      late && raw('t.registered_on > t.due_on or t.ending_registered_on > t.ending_due_on'),
      endMissing && raw(END_MISSING),
    ]);
    const order = { name: 'newest', by: 't.registered_on', type: 'date', direction: 'desc' } as const;
    return toldPage(() => page(context, info, { entity: 'Employment', where, order, first, after }));
  }

  @Query(() => PlacementConnection, {
    description:
      'Confirmed placements in your sight whose work is not registered although its time is over, the longest first. Offices, the employer, auditors.',
  })
  employmentsMissing(
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where =
      raw(`t.state = 'CONFIRMED' and t.ending_on is null and not exists (select from employment e where e.placement_id = t.id and e.cancellation_on is null)
      and programme_deadline('EMPLOYMENT_REGISTRATION', t.institution_path, t.hired_on) < app_today()`);
    const order = { name: 'hired', by: 't.hired_on', type: 'date', direction: 'asc' } as const;
    return toldPage(() => page(context, info, { entity: 'Placement', where, order, first, after }));
  }

  @Cost({ weight: 100 })
  @Query(() => EmploymentFigures, {
    description: 'New urban employment and the registered unemployment rate, computed from both registers. Offices, auditors.',
  })
  async employmentFigures(
    @Arg('region', () => String, { description: 'Code or name of a division.' }) region: string,
    @Arg('from', () => LocalDate, { description: 'First day of the window.' }) from: string,
    @Arg('to', () => LocalDate, { description: 'Last day of the window.' }) to: string,
    @Ctx() context: Context,
  ): Promise<EmploymentFigures> {
    if (from > to) throw badInput('起始日不能晚于截止日', 'The first day is not after the last');
    const { path } = regionByCode(region);
    const sight = (entity: string, alias: string) =>
      all([context.shapes.scope(entity, alias, context.viewer), places.within(`${alias}.institution_path`, path)]);
    const [row] = await context.reading.rows(figuresOf(from, to, sight('Employment', 'e'), sight('Unemployment', 'u')));
    return figures(from, to, row!);
  }

  @Reads('registeredOn', 'dueOn')
  @FieldResolver(() => Boolean, { description: 'Registered later than it had to be.' })
  late(@Root() employment: Employment): boolean {
    return employment.registeredOn > employment.dueOn;
  }

  @Reads()
  @FieldResolver(() => String, { nullable: true, description: 'Who cancelled it; null where it stands, or the account is gone.' })
  cancelledBy(@Root() employment: Employment, @Ctx() context: Context): Promise<string | null> {
    return cancellerOf(context).load(employment.id);
  }

  @Mutation(() => EmploymentRegisterPayload, {
    description:
      'Registers work: of a confirmed placement by its employer or the office that serves it; other work by an office, that of the self-employed at the street or community. Ends the person’s unemployment registration. What comes late is marked. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (not confirmed, not a street, under sixteen, no term set for that day), ALREADY_EXISTS (registered work lasts).',
  })
  employmentRegister(
    @Arg('input', () => EmploymentRegisterInput, { description: 'The work.' }) input: EmploymentRegisterInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ employment: (await registerEmployment(em, context, input)).id }));
  }

  @Mutation(() => EmploymentEndPayload, {
    description:
      'Registers the end of work with its reason; the placement behind it ends with it. The employer, or the office that registered it. Refuses NOT_FOUND, INVALID (day; a hire that is taken back is reversed as a placement), ILLEGAL_TRANSITION.',
  })
  employmentEnd(
    @Arg('id', () => ID, { description: 'Which registration.' }) id: string,
    @Arg('input', () => EmploymentEndInput, { description: 'When and why.' }) input: EmploymentEndInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ employment: (await endEmployment(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => EmploymentCancelPayload, {
    description:
      'Takes back work that was registered by mistake: it stays on file with the reason and counts nowhere, the unemployment registration that it ended goes on, and a household that it cleared is not cleared. The hire behind it stands and may be registered anew; one that was never taken up is reversed as a placement. Offices that serve the institution that registered it. Refuses NOT_FOUND, INVALID, NOT_ELIGIBLE (a subsidy was claimed for the work), ILLEGAL_TRANSITION (cancelled or reversed already).',
  })
  employmentCancel(
    @Arg('id', () => ID, { description: 'Which registration.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'What was wrong.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      employment: (await cancelEmployment(em, context.viewer, id, input.reason)).id,
    }));
  }
}
