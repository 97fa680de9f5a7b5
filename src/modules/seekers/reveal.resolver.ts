import type { GraphQLResolveInfo } from 'graphql';
import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, FieldResolver, ID, Info, InputType, Mutation, Resolver, Root } from 'type-graphql';
import { Context, ITSELF } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { EffectInput, mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { Words } from '../../platform/graphql/words.js';
import { AuditEntry } from '../accounts/audit.js';
import { findSeeker } from './look-up.js';
import { openReading, recordReveal, SealedField } from './reveal.js';
import { Seeker } from './seeker.js';
import { handOut, recordExport } from './subject-export.js';

@InputType({ description: 'Which value is read, and what for.' })
class SeekerRevealInput extends EffectInput {
  @Field(() => SealedField, { description: 'Which value.' })
  field!: SealedField;

  @Words(2, 200)
  @Field(() => String, { description: 'What for, in words; the person will read it.' })
  reason!: string;
}

@InputType({ description: 'What everything is handed out for.' })
class SeekerExportInput extends EffectInput {
  @Words(2, 200)
  @Field(() => String, { description: 'What for, in words; the person will read it.' })
  reason!: string;
}

@InputType({ description: 'Whom to look up.' })
class SeekerFindInput extends EffectInput {
  @MaxLength(64)
  @Field(() => String, { description: 'ID number, 18 or 15 characters.' })
  idNumber!: string;
}

const SeekerFindPayload = payloadOf('SeekerFind', { seeker: Seeker });
const SeekerRevealPayload = payloadOf('SeekerReveal', { value: String });
const SeekerExportPayload = payloadOf('SeekerExport', { document: String });

const LATE = { zh: '此编号的查看已过期，请用新的编号重新查看', en: 'The reading under this key is over; read again with a new key' };

/** What was read under a key and can be read no more under it: too late, or the right to it is gone. */
function orLate(payload: Record<string, unknown>, part: string, language: Context['language']): object {
  const userErrors = payload['userErrors'] as object[];
  if (payload[part] === null && userErrors.length === 0)
    userErrors.push({ code: 'EXPIRED', path: ['input', 'idempotencyKey'], message: LATE[language] });
  return payload;
}

@Resolver(() => Seeker)
export class RevealResolver {
  @Cost({ kind: 'lookUp' })
  @Mutation(() => SeekerFindPayload, {
    description:
      'Finds a person by ID number; the same empty answer for somebody out of sight and for nobody. Offices and intermediaries; each look-up is written down and counted (RATE_LIMITED). Refuses INVALID (not an ID number).',
  })
  seekerFind(
    @Arg('input', () => SeekerFindInput, { description: 'Whom.' }) input: SeekerFindInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { seeker: 'Seeker' }, { input }, async (em) => ({ seeker: await findSeeker(em, context, input) }));
  }

  @Cost({ kind: 'lookUp' })
  @Mutation(() => SeekerRevealPayload, {
    description:
      'Reads a sealed value in the clear, after it was written down who reads it and what for. Offices and intermediaries that serve the person, and the person: ID number and phone; a recruiter: the phone, after consent or a hire; the auditor: what is kept of somebody restricted. Counted for each account (RATE_LIMITED). A repeat with the same key reads again for five minutes and counts as the same reading, later EXPIRED. Refuses NOT_FOUND, NOT_ELIGIBLE.',
  })
  async seekerReveal(
    @Arg('id', () => ID, { description: 'Whose.' }) id: string,
    @Arg('input', () => SeekerRevealInput, { description: 'Which value, and why.' }) input: SeekerRevealInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const value = async (reading: string): Promise<string | null> => (await openReading(context, reading))?.reveal() ?? null;
    const payload = await mutate(context, info, { value }, { id, input }, async (em) => ({ value: await recordReveal(em, context, id, input) }));
    return orLate(payload, 'value', context.language);
  }

  @Mutation(() => SeekerExportPayload, {
    description:
      'Everything that is held about a person, as JSON, ID number and phone in the clear. The person, and the office that serves them; written down. A repeat with the same key reads again for five minutes, later EXPIRED. Refuses NOT_FOUND.',
  })
  async seekerExport(
    @Arg('id', () => ID, { description: 'Whose.' }) id: string,
    @Arg('input', () => SeekerExportInput, { description: 'Why.' }) input: SeekerExportInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const document = (reading: string): Promise<string | null> => handOut(context, reading);
    const payload = await mutate(context, info, { document }, { id, input }, async (em) => ({
      document: await recordExport(em, context, id, input),
    }));
    return orLate(payload, 'document', context.language);
  }
}

@Resolver(() => AuditEntry)
export class AuditSeekerResolver {
  @FieldResolver(() => Seeker, { nullable: true, description: 'Whom it is about; null when it is about nobody, or they are erased.' })
  async seeker(@Root() entry: AuditEntry, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    if (entry.seekerId === null) return null;
    const [seeker] = await context.ofEach('Seeker', ITSELF, entry.seekerId, info);
    return seeker ?? null;
  }
}
