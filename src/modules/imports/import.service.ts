import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { Viewer } from '../../platform/access/viewer.js';
import { latestDay, now, today } from '../../platform/clock/clock.js';
import { Mistake, Refusal } from '../../platform/graphql/errors.js';
import { found, refusalOf } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { mapHeaders } from '../../platform/sheets/header-map.js';
import type { Vault } from '../../platform/privacy/vault.js';
import { SheetProblem } from '../../platform/sheets/problem.js';
import { readHeaders, readSheet, type SheetFile } from '../../platform/sheets/read.js';
import { Institution } from '../institutions/institution.js';
import { Region } from '../regions/region.js';
import { recordMeetings } from '../seekers/look-up.js';
import { type Meetings, noMeetings, registerSeeker } from '../seekers/seeker.service.js';
import { Employer } from '../vacancies/employer.js';
import { employersKnown, sameEmployer } from '../vacancies/employer.service.js';
import { MinimumWages } from '../vacancies/minimum-wage.js';
import type { Vacancy } from '../vacancies/vacancy.js';
import { ImportJob, ImportRefusal, Recognition } from './import-job.js';
import { recognise } from './recognition.js';
import type { Cells } from './row.js';
import { registrationOf } from './seeker-row.js';
import { FIELDS, headingOf } from './sheets.js';
import { digestOf, employs, vacancyOf, type VacancyRow } from './vacancy-row.js';

export interface ImportRun {
  readonly viewer: Viewer;
  readonly vault: Vault;
  /** A fresh entity manager with the viewer's settings. */
  readonly em: () => EntityManager;
  readonly log: Logger;
  readonly sheet: SheetFile;
  /** Field → header, for sheets whose headings are not known. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly onProgress?: (job: ImportJob) => void;
}

interface NumberedCells {
  number: number;
  cells: Cells;
  /** Of the whole row, columns that are not read included. */
  digest: string;
}

interface Outcome {
  stored: number;
  repeated: number;
  refusals: { number: number; refusal: { code: string; path: readonly string[]; zh: string; en: string } }[];
}

const BATCH = 200;
const MOST_ROWS = 500_000;

/** Reads the uploaded sheet to its end, batch by batch, each in one transaction with its counts. */
export async function runImport(run: ImportRun, jobId: string): Promise<ImportJob> {
  try {
    const kind = await kindOf(run, jobId);
    const headers = mapHeaders(await readHeaders(run.sheet), FIELDS[kind], run.headers);
    if (headers.missing.length > 0) {
      const names = headers.missing.map((key) => `${headingOf(kind, key)}（${key}）`).join('、');
      return await end(run, jobId, `缺少必填列：${names}；请下载模板或指定列名 · Columns missing: ${names}; use the template or name the columns`);
    }
    let batch: NumberedCells[] = [];
    for await (const { number, cells } of readSheet(run.sheet, { maxRows: MOST_ROWS })) {
      const known = Object.entries(headers.mapping).map(([key, header]) => [key, cells[header] ?? ''] as const);
      batch.push({ number, cells: Object.fromEntries(known), digest: digestOf(cells) });
      if (batch.length === BATCH) {
        const job = await take(run, jobId, batch, headers.mapping);
        run.onProgress?.(job);
        batch = [];
      }
    }
    if (batch.length > 0) {
      const job = await take(run, jobId, batch, headers.mapping);
      run.onProgress?.(job);
    }
    return await end(run, jobId, null);
  } catch (error) {
    if (error instanceof SheetProblem) return end(run, jobId, `${error.zh} · ${error.en}`);
    if (error instanceof Mistake) return end(run, jobId, `${error.words.zh} · ${error.words.en}`);
    await end(run, jobId, '处理中断，请重新开始 · Interrupted; begin again').catch(() => undefined);
    throw error;
  }
}

const kindOf = async (run: ImportRun, jobId: string): Promise<ImportJob['kind']> => (await run.em().findOneOrFail(ImportJob, { id: jobId })).kind;

const end = (run: ImportRun, jobId: string, problem: string | null): Promise<ImportJob> =>
  run.em().transactional(async (em) => {
    const job = await em.findOneOrFail(ImportJob, { id: jobId });
    job.moveTo(problem === null ? 'DONE' : 'FAILED');
    job.problem = problem;
    job.endedAt = await now(em);
    return job;
  });

function take(run: ImportRun, jobId: string, batch: readonly NumberedCells[], headings: Readonly<Record<string, string>>): Promise<ImportJob> {
  return run.em().transactional(async (em) => {
    const job = await em.findOneOrFail(ImportJob, { id: jobId }, { populate: ['institution'] });
    const institution = job.institution!.unwrap();
    // One import at a time writes at an institution: the same file twice at once finds its rows stored.
    await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`import:${institution.id}`]);
    const outcome =
      job.kind === 'VACANCIES' ? await takeVacancies(em, run.viewer, job, institution, batch) : await takeSeekers(em, run, job, institution, batch);
    job.readCount += batch.length;
    job.storedCount += outcome.stored;
    job.repeatedCount += outcome.repeated;
    job.refusedCount += outcome.refusals.length;
    recognise(job, batch);
    em.persist(
      outcome.refusals.map(({ number, refusal }) =>
        Object.assign(new ImportRefusal(), {
          job: ref(job),
          rowNumber: number,
          code: refusal.code,
          field: refusal.path.at(-1) ?? '',
          heading: headings[refusal.path.at(-1) ?? ''] ?? null,
          zh: refusal.zh,
          en: refusal.en,
        }),
      ),
    );
    return job;
  });
}

async function takeVacancies(
  em: EntityManager,
  viewer: Viewer,
  job: ImportJob,
  institution: Institution,
  batch: readonly NumberedCells[],
): Promise<Outcome> {
  const day = await today(em);
  const occasion = {
    institution,
    day,
    openUntil: job.openUntil,
    openedAt: job.openUntil ? await now(em) : null,
    minimumWages: await MinimumWages.read(em),
  };
  const keys = batch.map(({ digest }) => digest);
  const rows = (await em.execute(
    `select source_key as key from vacancy where institution_id = ? and source_key in (${keys.map(() => '?').join(', ')})`,
    [institution.id, ...keys],
  )) as { key: string }[];
  const stored = new Set(rows.map((row) => row.key));
  const outcome: Outcome = { stored: 0, repeated: 0, refusals: [] };
  const fresh: (VacancyRow & { number: number })[] = [];
  batch.forEach(({ number, cells }, at) => {
    const key = keys[at]!;
    if (stored.has(key)) {
      outcome.repeated += 1;
      return;
    }
    const refusal = attempted(() => fresh.push({ ...vacancyOf(cells, key, occasion), number }));
    if (refusal) outcome.refusals.push({ number, refusal });
    else stored.add(key);
  });
  const own = viewer.role === 'recruiter' ? await ofOwnEmployers(em, viewer, fresh) : null;
  for (const { number } of own?.others ?? []) outcome.refusals.push({ number, refusal: NOT_OWN });
  outcome.stored = own ? own.vacancies.length : fresh.length;
  if (!job.dryRun) em.persist((own?.vacancies ?? (await withEmployers(em, fresh))).map((vacancy) => Object.assign(vacancy, { importId: job.id })));
  return outcome;
}

function attempted(work: () => unknown): Outcome['refusals'][number]['refusal'] | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.code, path: error.path, ...error.words };
  }
}

const NOT_OWN = {
  code: 'NOT_ELIGIBLE',
  path: ['employer'],
  zh: '用人单位不是本账号的单位：请填写本单位全称，有信用代码的须一致',
  en: 'The employer is not one of yours: write its full name, and its credit code where one is given',
};

/** What a recruiter may bring: notices of the own employers, which are on file; the others are told apart. */
async function ofOwnEmployers<R extends VacancyRow>(
  em: EntityManager,
  viewer: Viewer,
  rows: readonly R[],
): Promise<{ vacancies: Vacancy[]; others: R[] }> {
  const own = await em.find(Employer, { id: { $in: [...viewer.employerIds] } }, { orderBy: { createdAt: 'asc', id: 'asc' } });
  const found = rows.map((row) => ({ row, employer: sameEmployer(own, row.employer) }));
  return {
    vacancies: found.flatMap(({ row, employer }) => (employer ? [employs(row.vacancy, employer)] : [])),
    others: found.flatMap(({ row, employer }) => (employer ? [] : [row])),
  };
}

/** Employers of the batch, by the rule of forms; unknown ones are registered unverified. */
async function withEmployers(em: EntityManager, rows: readonly VacancyRow[]): Promise<Vacancy[]> {
  const known = await employersKnown(
    em,
    rows.map((row) => row.employer),
  );
  return rows.map(({ vacancy, employer: stated }) => {
    let employer = sameEmployer(known, stated);
    if (!employer) {
      const { region, ...said } = stated;
      employer = Object.assign(new Employer(), said, { region: ref(Region, region.id), regionPath: region.path });
      em.persist(employer);
      known.push(employer);
    }
    return employs(vacancy, employer);
  });
}

/** Each row is a registration of its own, in its own savepoint; an open one at the institution counts as stored before. */
async function takeSeekers(
  em: EntityManager,
  run: ImportRun,
  job: ImportJob,
  institution: Institution,
  batch: readonly NumberedCells[],
): Promise<Outcome> {
  const outcome: Outcome = { stored: 0, repeated: 0, refusals: [] };
  const meetings = noMeetings();
  for (const { number, cells } of batch) {
    const refusal = await registered(em, run, job, institution, cells, meetings);
    if (!refusal) outcome.stored += 1;
    else if (refusal.code === 'ALREADY_EXISTS') outcome.repeated += 1;
    else outcome.refusals.push({ number, refusal });
  }
  await recordMeetings(em, run, run.viewer, null, meetings);
  return outcome;
}

const UNDONE = Symbol('tried only');

async function registered(
  em: EntityManager,
  run: ImportRun,
  job: ImportJob,
  institution: Institution,
  cells: Cells,
  meetings: Meetings,
): Promise<Outcome['refusals'][number]['refusal'] | undefined> {
  try {
    await em.fork({ keepTransactionContext: true }).transactional(async (inner) => {
      await registerSeeker(inner, run.viewer, run.vault, registrationOf(cells, institution.id), meetings);
      await inner.flush();
      if (job.dryRun) throw UNDONE;
    });
    return undefined;
  } catch (error) {
    if (error === UNDONE) return undefined;
    if (error instanceof Refusal) return { code: error.code, path: error.path, ...error.words };
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return refusal;
  }
}

/** Makes ready to run: the institution must be the caller's. A finished import may run again; nothing is stored twice. */
export async function startImport(
  em: EntityManager,
  id: string,
  input: { institution: Institution; openUntil?: string | undefined; dryRun: boolean },
  own: (job: ImportJob) => boolean,
): Promise<ImportJob> {
  const job = await found(em.findOne(ImportJob, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!own(job)) await found(Promise.resolve(null));
  if (input.openUntil !== undefined) {
    const day = await today(em);
    const latest = latestDay(day);
    if (input.openUntil < day)
      throw new Refusal('INVALID', ['input', 'openUntil'], { zh: '截止日期不能早于今天', en: 'The last day cannot be before today' });
    if (input.openUntil > latest)
      throw new Refusal('INVALID', ['input', 'openUntil'], {
        zh: `截止日期不能晚于 ${latest}（五年之内）`,
        en: `The last day is within five years, ${latest} at the latest`,
      });
  }
  job.moveTo('RUNNING');
  await em.nativeDelete(ImportRefusal, { job: id });
  return Object.assign(job, {
    institution: ref(input.institution),
    openUntil: input.openUntil ?? null,
    dryRun: input.dryRun,
    readCount: 0,
    storedCount: 0,
    repeatedCount: 0,
    refusedCount: 0,
    recognition: new Recognition(),
    problem: null,
    endedAt: null,
  });
}

/** Withdraws every notice that an import brought and that nobody was hired for, so that the sheet may be taken in anew; returns how many. */
export async function withdrawImport(em: EntityManager, id: string, reason: string, own: (job: ImportJob) => boolean): Promise<number> {
  const job = await found(em.findOne(ImportJob, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!own(job)) await found(Promise.resolve(null));
  if (job.kind !== 'VACANCIES' || job.state === 'RUNNING')
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: '只有已结束的岗位导入可以整批撤回；求职登记请逐人撤回',
      en: 'Only a finished import of vacancies is withdrawn as a whole; registrations are withdrawn one by one',
    });
  const rows = await em.execute(
    "update vacancy set state = 'CLOSED', reason = ?, source_key = null where import_id = ? and hired_count = 0 and state in ('DRAFT', 'UNDER_REVIEW', 'OPEN') returning id",
    [freeText(reason), id],
  );
  job.withdrawnCount += rows.length;
  return rows.length;
}

/** An import whose process died stands as RUNNING; at start it is told to be begun again. */
export const interruptImports = (em: EntityManager): Promise<unknown> =>
  em.execute(
    "update import_job set state = 'FAILED', problem = '处理中断，请重新开始 · Interrupted; begin again', ended_at = app_now() where state = 'RUNNING'",
  );
