import { rm } from 'node:fs/promises';
import { ref } from '@mikro-orm/core';
import type { GraphQLResolveInfo } from 'graphql';
import { ArrayMaxSize, MaxLength, ValidateNested } from 'class-validator';
import { Arg, Ctx, Field, ID, Info, InputType, Int, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { raw, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Mistake } from '../../platform/graphql/errors.js';
import { changes } from '../../platform/graphql/events.js';
import { EffectInput, found, mutate, payloadOf } from '../../platform/graphql/mutation.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { Account } from '../accounts/account.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Institution } from '../institutions/institution.js';
import { inside, openInstitution } from '../institutions/institution.queries.js';
import { assertLicensed } from '../institutions/licence.service.js';
import { ReasonInput } from '../vacancies/vacancy.inputs.js';
import { ImportJob, ImportRefusal } from './import-job.js';
import { runImport, startImport, withdrawImport } from './import.service.js';
import { uploadOf } from './uploads.js';

@InputType({ description: 'The column that holds a field.' })
class HeaderMapping {
  @MaxLength(40)
  @Field(() => String, { description: 'Field, such as `title`.' })
  field!: string;

  @MaxLength(100)
  @Field(() => String, { description: 'Heading of the column in the sheet.' })
  header!: string;
}

@InputType({ description: 'How a sheet is taken in.' })
class ImportStartInput extends EffectInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The institution that receives the rows; the caller’s own unless given; recruiters and others that have none must give it.',
  })
  institution?: string;

  @Field(() => LocalDate, { nullable: true, description: 'Opens vacancies until this day; without it they wait for review.' })
  openUntil?: string;

  @Field(() => Boolean, { defaultValue: false, description: 'Only try: count and say what would be refused, store nothing.' })
  dryRun: boolean = false;

  @ArrayMaxSize(60)
  @ValidateNested({ each: true })
  @Field(() => [HeaderMapping], { nullable: true, description: 'Columns whose headings are not known.' })
  headers?: HeaderMapping[];
}

const ImportRefusalConnection = connectionOf(ImportRefusal);
const ImportJobConnection = connectionOf(ImportJob);
const ImportWithdrawPayload = payloadOf('ImportWithdraw', { importJob: ImportJob });
const ImportStartPayload = payloadOf('ImportStart', { importJob: ImportJob });
const ENDED = new Set(['DONE', 'FAILED']);
const POLL_MS = 200;

@Resolver(() => ImportJob)
export class ImportResolver {
  @Query(() => ImportJob, { nullable: true, description: 'An import by id, or null when it is not yours. Offices, intermediaries, recruiters.' })
  importJob(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('ImportJob', sql`t.id::text = ${id}`, info);
  }

  @Query(() => ImportJobConnection, { description: 'Imports of yours, newest first. Offices, intermediaries, recruiters.' })
  importJobs(
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, {
      entity: 'ImportJob',
      where: raw('true'),
      order: { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' },
      first,
      after,
    });
  }

  @Mutation(() => ImportWithdrawPayload, {
    description:
      'Withdraws every vacancy that an import of yours brought and that nobody was hired for, as if each were closed; the sheet may then be taken in anew. Whoever uploaded it. Refuses NOT_FOUND, NOT_ELIGIBLE (seekers, or still running).',
  })
  importWithdraw(
    @Arg('id', () => ID, { description: 'Which import.' }) id: string,
    @Arg('input', () => ReasonInput, { description: 'Why.' }) input: ReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { importJob: 'ImportJob' }, { id, input }, async (em) => {
      await withdrawImport(em, id, input.reason, (one) => one.account?.id === context.viewer.userId);
      return { importJob: id };
    });
  }

  @Query(() => ImportRefusalConnection, {
    description: 'The refused rows of an import of yours, in the order of the sheet. Offices, intermediaries, recruiters.',
  })
  importRefusals(
    @Arg('importId', () => ID, { description: 'Which import.' }) importId: string,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const scope = context.shapes.scope('ImportJob', 'j', context.viewer) ?? raw('true');
    const where = sql`t.job_id in (select j.id from import_job j where j.id::text = ${importId} and (${scope}))`;
    return page(context, info, {
      entity: 'ImportRefusal',
      where,
      order: { name: 'row', by: 't.row_number', type: 'integer', direction: 'asc' },
      first,
      after,
    });
  }

  @Mutation(() => ImportStartPayload, {
    description:
      'Begins to take an uploaded sheet in (POST /imports gives the id), or begins one again that failed or was only tried. Whoever uploaded it; of a recruiter’s sheet only vacancies of their own employers are taken in, which wait for review. The sheet is deleted once it is taken in. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION (running).',
  })
  async importStart(
    @Arg('id', () => ID, { description: 'Which upload.' }) id: string,
    @Arg('input', () => ImportStartInput, { description: 'How.' }) input: ImportStartInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { viewer, platform } = context;
    let begun = false;
    const upload = uploadOf(platform.uploads, platform.vault.keys, id);
    const payload = await mutate(context, info, { importJob: 'ImportJob' }, { id, input }, async (em) => {
      const institution = await openInstitution(em, viewer, input.institution);
      if (!mayReceive(viewer, institution)) await found(Promise.resolve(null), ['input', 'institution']);
      const job = await startImport(
        em,
        id,
        { institution, openUntil: input.openUntil, dryRun: input.dryRun },
        (one) => one.account?.id === viewer.userId,
      );
      if (job.kind === 'VACANCIES') await assertLicensed(em, institution, ['input', 'institution']);
      if (!upload) await found(Promise.resolve(null));
      begun = true;
      return { importJob: job.id };
    });
    if (begun && upload) {
      const headers = Object.fromEntries((input.headers ?? []).map((one) => [one.field, one.header]));
      const run = { viewer, vault: platform.vault, log: platform.log, em: () => context.em(), sheet: upload.sheet, headers };
      void runImport(run, id)
        .then((job) => forget(job, upload.path))
        .catch((error: unknown) => platform.log.error({ err: error, importJob: id }, 'import interrupted'));
    }
    return payload;
  }

  @Subscription(() => ImportJob, {
    description: 'An import of yours as it goes, from now to its end. Offices, intermediaries, recruiters. NOT_FOUND when it is not yours.',
    subscribe: ({ args, context }) => followed(context as Context, (args as { importId: string }).importId) as never,
  })
  async importProgress(
    @Arg('importId', () => ID, { description: 'Which import.' }) importId: string,
    @Root() _changed: object,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const job = await context.one('ImportJob', sql`t.id::text = ${importId}`, info);
    if (!job) throw new Mistake('NOT_FOUND', { zh: '没有这个导入任务', en: 'No such import' });
    return job;
  }
}

/** Offices of its division, an intermediary itself; recruiters choose who reviews what they bring, as at a form. */
const mayReceive = (viewer: Viewer, { id, regionPath }: Institution): boolean =>
  viewer.role === 'recruiter' ||
  (viewer.role === 'intermediary' ? id === viewer.institutionId : viewer.regionPath !== null && inside(regionPath, viewer.regionPath));

/** What is stored needs its sheet no longer, which may hold ID numbers. */
async function forget(job: ImportJob, path: string): Promise<void> {
  if (job.state === 'DONE' && !job.dryRun) await rm(path, { force: true });
}

/** One event for each change of the counts, and a last one for the end; refused before the first when it is not the viewer's. */
async function followed(context: Context, id: string): Promise<AsyncIterable<string>> {
  const scope = context.shapes.scope('ImportJob', 't', context.viewer) ?? raw('true');
  const read = async (): Promise<unknown[] | undefined> => {
    const row = sql`select t.state, t.read_count from import_job t where t.id::text = ${id} and (${scope})`;
    return (await context.reading.rows(row).finally(() => context.reading.end()))[0];
  };
  if (!(await read())) throw new Mistake('NOT_FOUND', { zh: '没有这个导入任务', en: 'No such import' });
  let ended = false;
  return changes(async () => {
    const row = ended ? undefined : await read();
    ended = ENDED.has(String(row?.[0]));
    return row?.join(' ');
  }, POLL_MS);
}

/** Writes down an upload that lies in its place already. */
export async function recordUpload(context: Context, upload: { id: string; kind: ImportJob['kind']; fileName: string; size: number }): Promise<void> {
  const em = context.em();
  await em.transactional(async (inner) => {
    inner.persist(
      Object.assign(new ImportJob(), { ...upload, account: context.viewer.userId === null ? null : ref(Account, context.viewer.userId) }),
    );
  });
}
