import type { GraphQLResolveInfo } from 'graphql';
import {} from 'class-validator';
import { Arg, Ctx, Field, FieldResolver, ID, Info, InputType, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { EffectInput, mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { Institution } from './institution.js';
import { Licence, LicenceState } from './licence.js';
import { applyForLicence, endLicence, grantLicence } from './licence.service.js';

@InputType({ description: 'An application for a licence.' })
class LicenceApplyInput extends EffectInput {
  @Field(() => ID, { nullable: true, description: 'Which agency; the caller’s own unless given; whoever has none must give it.' })
  institution?: string;

  @Field(() => Int, { description: 'Full-time staff; three at least are needed.' })
  staffCount!: number;

  @Words(1, 120)
  @Field(() => String, { description: 'Fixed premises.' })
  premises!: string;

  @Field(() => BigInteger, { nullable: true, description: 'Registered capital, in fen.' })
  capital?: bigint;
}

@InputType({ description: 'What stands on the licence.' })
class LicenceGrantInput extends EffectInput {
  @Words(1, 40)
  @Field(() => String, { description: 'Its number.' })
  number!: string;

  @Field(() => LocalDate, { description: 'First day in force.' })
  validFrom!: string;

  @Field(() => LocalDate, { description: 'Last day in force.' })
  validUntil!: string;
}

@InputType({ description: 'Why a licence is refused or revoked.' })
class LicenceEndInput extends EffectInput {
  @Words(1, 200)
  @Field(() => String, { description: 'The reason in words.' })
  reason!: string;
}

const LicenceConnection = connectionOf(Licence);
const LicenceApplyPayload = payloadOf('LicenceApply', { licence: Licence });
const LicenceGrantPayload = payloadOf('LicenceGrant', { licence: Licence });
const LicenceRefusePayload = payloadOf('LicenceRefuse', { licence: Licence });
const LicenceRevokePayload = payloadOf('LicenceRevoke', { licence: Licence });
const changed = { licence: 'Licence' };

@Resolver(() => Institution)
export class LicenceResolver {
  @Query(() => LicenceConnection, {
    description: 'Licences in your sight, earliest to end first: those in force are public, applications are seen by the agency and its offices.',
  })
  licences(
    @Arg('institution', () => ID, { nullable: true, description: 'Only of this agency.' }) institution: string | undefined,
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division whose subtree is meant.' }) region: string | undefined,
    @Arg('state', () => LicenceState, { nullable: true, description: 'Only in this state.' }) state: LicenceState | undefined,
    @Arg('endingBy', () => LocalDate, { nullable: true, description: 'Only those whose last day is this one or earlier.' }) endingBy:
      | string
      | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      institution !== undefined && sql`t.institution_id::text = ${institution}`,
      region !== undefined && places.within('t.institution_path', regionByCode(region).path),
      state !== undefined && sql`t.state = ${state}`,
      endingBy !== undefined && sql`t.valid_until <= ${endingBy}::date`,
    ]);
    const order = { name: 'ending', by: "coalesce(t.valid_until, '9999-12-31'::date)", type: 'date', direction: 'asc' } as const;
    return page(context, info, { entity: 'Licence', where, order, first, after });
  }

  @FieldResolver(() => Licence, { nullable: true, description: 'The licence in force; null when it has none or needs none.' })
  async licence(@Root() institution: Institution, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    const list = { on: "t.institution_id = p.id and t.state = 'LICENSED'", order: 't.valid_until desc, t.id', atMost: 1 };
    return (await context.ofEach('Licence', list, institution.id, info))[0] ?? null;
  }

  @Mutation(() => LicenceApplyPayload, {
    description:
      'Applies for a licence. The agency, or an office of its division. Refuses NOT_FOUND, NOT_ELIGIBLE (needs none), INVALID, ALREADY_EXISTS (an application waits).',
  })
  licenceApply(
    @Arg('input', () => LicenceApplyInput, { description: 'What is stated.' }) input: LicenceApplyInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { input }, async (em) => ({ licence: (await applyForLicence(em, context.viewer, input)).id }));
  }

  @Mutation(() => LicenceGrantPayload, {
    description:
      'Grants a licence; the one in force until then counts as replaced. Offices, inside their division. Refuses NOT_FOUND, NOT_ELIGIBLE (conditions), INVALID (days), ALREADY_EXISTS (number), ILLEGAL_TRANSITION.',
  })
  licenceGrant(
    @Arg('id', () => ID, { description: 'Which application.' }) id: string,
    @Arg('input', () => LicenceGrantInput, { description: 'Number and days.' }) input: LicenceGrantInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({ licence: (await grantLicence(em, context.viewer, id, input)).id }));
  }

  @Mutation(() => LicenceRefusePayload, {
    description: 'Refuses an application. Offices, inside their division. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  licenceRefuse(
    @Arg('id', () => ID, { description: 'Which application.' }) id: string,
    @Arg('input', () => LicenceEndInput, { description: 'Why.' }) input: LicenceEndInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      licence: (await endLicence(em, context.viewer, id, 'REFUSED', input.reason)).id,
    }));
  }

  @Mutation(() => LicenceRevokePayload, {
    description: 'Revokes a licence in force. Offices, inside their division. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  licenceRevoke(
    @Arg('id', () => ID, { description: 'Which licence.' }) id: string,
    @Arg('input', () => LicenceEndInput, { description: 'Why.' }) input: LicenceEndInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      licence: (await endLicence(em, context.viewer, id, 'REVOKED', input.reason)).id,
    }));
  }
}
