import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, ID, Info, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { type Connection, connectionOf } from '../../platform/graphql/connection.js';
import { Context, ITSELF } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { ownRegion } from '../placements/progress.resolver.js';
import { Seeker } from '../seekers/seeker.js';
import { LedgerSetInput, LedgerVerifyInput } from './community.inputs.js';
import { LedgerEntry, LedgerView } from './ledger.js';
import { entriesOf, ledgersOf, setLedger, verifyEntry } from './ledger.service.js';

const EntryConnection = connectionOf(LedgerEntry);

@ObjectType('LedgerSource', { description: 'Rows that a ledger may show.', simpleResolvers: true })
class LedgerSourceView {
  @Field(() => String, { description: 'Its code.' })
  code!: string;

  @Field(() => String, { description: 'Its name, in the language asked for.' })
  name!: string;

  @Field(() => [String], { description: 'Codes of the fields that an entry may have to have.' })
  fields!: string[];
}

@ObjectType({ description: 'That an entry was verified.', simpleResolvers: true })
class LedgerVerification {
  @Field(() => ID, { description: 'Id of the entry.' })
  id!: string;
}

const LedgerVerifyPayload = payloadOf('LedgerVerify', { verification: LedgerVerification });
const LedgerSetPayload = payloadOf('LedgerSet', { ledger: LedgerView });

@Resolver(() => LedgerEntry)
export class LedgerResolver {
  @Cost({ atMost: 10, weight: 500, kind: 'search' })
  @Query(() => [LedgerView], {
    description:
      'The ten ledgers of a division with what is overdue and lacking, counted from the rows as they are now. Offices for their division, auditors. BAD_USER_INPUT for another division.',
  })
  ledgers(
    @Arg('region', () => String, { description: 'Code or name of the division.' }) region: string,
    @Ctx() context: Context,
  ): Promise<LedgerView[]> {
    return ledgersOf(context, ownRegion(context, region));
  }

  @Cost({ atMost: 50 })
  @Query(() => [LedgerSourceView], { description: 'What a ledger may show, up to 50. Offices, auditors.' })
  ledgerSources(@Ctx() context: Context): LedgerSourceView[] {
    return [...context.platform.ledgers.values()].map(({ code, name, fields }) => ({
      code,
      name: name[context.language],
      fields: Object.keys(fields),
    }));
  }

  @Query(() => EntryConnection, {
    description:
      'Entries of one ledger of a division. Offices for their division, auditors. BAD_USER_INPUT for another division, or a ledger without rows here.',
  })
  ledgerEntries(
    @Arg('region', () => String, { description: 'Code or name of the division.' }) region: string,
    @Arg('number', () => Int, { description: 'Which ledger, 1–10.' }) number: number,
    @Arg('unclear', () => Boolean, { defaultValue: false, description: 'Only entries that are overdue or lack something.' }) overdue: boolean,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
  ): Promise<Connection<LedgerEntry>> {
    return entriesOf(context, ownRegion(context, region), { number, overdue, first, after });
  }

  @FieldResolver(() => Seeker, { nullable: true, description: 'The person it is about; null when it is about none, or out of your sight.' })
  async seeker(@Root() entry: LedgerEntry, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    return entry.seekerId === null ? null : ((await context.ofEach('Seeker', ITSELF, entry.seekerId, info))[0] ?? null);
  }

  @Mutation(() => LedgerVerifyPayload, {
    description:
      'An entry was looked at and found right; whoever says so answers for it. Offices from the community to the county, for their division. Refuses NOT_FOUND, NOT_ELIGIBLE (level, no rows here).',
  })
  ledgerVerify(
    @Arg('id', () => ID, { description: 'Which entry.' }) id: string,
    @Arg('input', () => LedgerVerifyInput, { description: 'In which ledger.' }) input: LedgerVerifyInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { viewer, platform } = context;
    const parts = { verification: async (entry: string) => ({ id: entry }) };
    return mutate(context, info, parts, { id, input }, async (em) => ({
      verification: (await verifyEntry(em, viewer, platform.ledgers, id, input.number)).entry,
    }));
  }

  @Mutation(() => LedgerSetPayload, {
    description:
      'Sets what one of the ten ledgers shows; the two that are named by the 2007 summary keep title and rows. Offices of the city. Refuses NOT_FOUND, NOT_ELIGIBLE (level, official), INVALID (unknown rows or field).',
  })
  ledgerSet(
    @Arg('input', () => LedgerSetInput, { description: 'The ledger.' }) input: LedgerSetInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { viewer, platform } = context;
    const shown = async (number: string): Promise<unknown> =>
      (await ledgersOf(context, ownRegion(context, viewer.regionPath!.split('/').at(-1)!))).find((one) => String(one.number) === number);
    return mutate(context, info, { ledger: shown }, { input }, async (em) => ({
      ledger: String((await setLedger(em, viewer, platform.ledgers, input)).number),
    }));
  }
}
