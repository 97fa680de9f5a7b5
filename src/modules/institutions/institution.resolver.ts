import type { GraphQLResolveInfo } from 'graphql';
import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, ID, Info, InputType, Int, Mutation, Query, Resolver } from 'type-graphql';
import { ref } from '@mikro-orm/core';
import { today } from '../../platform/clock/clock.js';
import { all, hasId, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { EffectInput, found, mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { parsePhone } from '../../platform/privacy/phone.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import { Words } from '../../platform/graphql/words.js';
import { Region } from '../regions/region.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { Institution, InstitutionKind, InstitutionState } from './institution.js';
import { assertInside } from './institution.queries.js';

const InstitutionConnection = connectionOf(Institution);
const InstitutionOpenPayload = payloadOf('InstitutionOpen', { institution: Institution });
const InstitutionClosePayload = payloadOf('InstitutionClose', { institution: Institution });

@InputType({ description: 'Which institutions; all that is given must hold.' })
class InstitutionFilter {
  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Code or name of the division whose subtree is meant.' })
  region?: string;

  @Field(() => InstitutionKind, { nullable: true, description: 'Only of this kind.' })
  kind?: InstitutionKind;

  @Field(() => Boolean, { nullable: true, description: 'Only (non-)members of the network.' })
  networkMember?: boolean;

  @Field(() => InstitutionState, { nullable: true, description: 'In this state; those that work unless given.' })
  state?: InstitutionState;
}

@InputType({ description: 'A new institution.' })
class InstitutionOpenInput extends EffectInput {
  @Words(1, 100)
  @Field(() => String, { description: 'Its name, unique in its division.' })
  name!: string;

  @Field(() => InstitutionKind, { description: 'What it is.' })
  kind!: InstitutionKind;

  @Field(() => String, { description: 'Code or name of the division it serves; within the caller’s own.' })
  region!: string;

  @MaxLength(120)
  @Field(() => String, { nullable: true, description: 'Where its counter is.' })
  address?: string;

  @MaxLength(30)
  @Field(() => String, { nullable: true, description: 'Phone of its counter: a mobile number, or a landline with its area code.' })
  phone?: string;

  @Field(() => LocalDate, { nullable: true, description: 'Since when it works; today unless given.' })
  openedOn?: string;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether it joins the information network.' })
  networkMember: boolean = true;
}

@Resolver(() => Institution)
export class InstitutionResolver {
  @Query(() => Institution, { nullable: true, description: 'An institution by id, or null. Everyone may ask.' })
  institution(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('Institution', hasId('t.id', id), info);
  }

  @Query(() => InstitutionConnection, { description: 'Institutions, newest first. Everyone may ask.' })
  institutions(
    @Arg('filter', () => InstitutionFilter, { nullable: true, description: 'Which.' }) filter: InstitutionFilter | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const { region, kind, networkMember: member, state = 'OPEN' } = filter ?? {};
    const where = all([
      sql`t.state = ${state}`,
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
      kind !== undefined && sql`t.kind = ${kind}`,
      member !== undefined && sql`t.network_member = ${member}`,
    ]);
    return page(context, info, {
      entity: 'Institution',
      where,
      order: { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' },
      first,
      after,
    });
  }

  @Mutation(() => InstitutionOpenPayload, {
    description:
      'Opens an institution. Offices, inside their own division. Refuses NOT_FOUND (division outside), INVALID, ALREADY_EXISTS (name taken there).',
  })
  institutionOpen(
    @Arg('input', () => InstitutionOpenInput, { description: 'What is opened.' }) input: InstitutionOpenInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { institution: 'Institution' }, { input }, async (em) => {
      const region = regionByCode(input.region);
      assertInside(context.viewer, region.path, ['input', 'region']);
      const name = cleanText(input.name);
      const phone = input.phone === undefined ? null : parsePhone(input.phone);
      if (phone && !phone.ok)
        throw new Refusal('INVALID', ['input', 'phone'], {
          zh: '电话有误：请填手机号，或带区号的固定电话',
          en: 'The phone is not valid: a mobile number, or a landline with its area code',
        });
      const institution = Object.assign(new Institution(), {
        name,
        kind: input.kind,
        region: ref(Region, region.id),
        regionPath: region.path,
        address: input.address === undefined ? null : freeText(input.address),
        phone: phone?.value ?? null,
        networkMember: input.networkMember,
        openedOn: input.openedOn ?? (await today(em)),
      });
      em.persist(institution);
      return { institution: institution.id };
    });
  }

  @Mutation(() => InstitutionClosePayload, {
    description: 'Closes an institution for good. Offices, inside their own division. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  institutionClose(
    @Arg('id', () => ID, { description: 'Which one.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { institution: 'Institution' }, { id, input }, async (em) => {
      const institution = await found(em.findOne(Institution, { id }, { lockMode: 4 }));
      assertInside(context.viewer, institution.regionPath, ['id']);
      institution.moveTo('CLOSED');
      return { institution: id };
    });
  }
}
