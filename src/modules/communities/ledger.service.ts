import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { assertLevel } from '../../platform/access/another.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import { join, raw, type Sql, sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { pageInfoOf, pageRows, readCursor, writeCursor, type Connection } from '../../platform/graphql/connection.js';
import type { Context, Language } from '../../platform/graphql/context.js';
import { Mistake, Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import type { LedgerSource } from '../../platform/measures/ledger.js';
import { freeText } from '../../platform/privacy/redact.js';
import { type KnownRegion, places } from '../regions/region.queries.js';
import { Seeker } from '../seekers/seeker.js';
import type { LedgerSetInput } from './community.inputs.js';
import { Ledger, LedgerCheck, type LedgerEntry, type LedgerView } from './ledger.js';

type Sources = ReadonlyMap<string, LedgerSource>;
type Setting = Pick<Ledger, 'number' | 'title' | 'source' | 'official' | 'intervalDays' | 'mandatory'>;

/**
 * What a ledger shows of a division: rows of the source with when they were last verified, by whom, and what they lack. The
 * rows are read where they stand, under the caller's own rights.
 */
function viewOf(source: LedgerSource, { intervalDays, mandatory }: Setting, region: string): Sql {
  // Names of columns come from the module's list, never from what was typed.
  const lacking = Object.keys(source.fields).filter((field) => mandatory.includes(field));
  const missing =
    lacking.length === 0
      ? "'{}'::text[]"
      : `array_remove(array[${lacking.map((field) => `case when e.${field} is null then '${field}' end`).join(', ')}], null)`;
  return sql`select e.id, e.seeker_id, e.path, c.verified_on, c.made_by, c.verified_on + ${raw(String(intervalDays))} as due_on,
                    c.verified_on is null or c.verified_on + ${raw(String(intervalDays))} < app_today() as overdue, ${raw(missing)} as missing
               from (${raw(source.entries)}) e
               left join lateral (select k.verified_on, k.made_by from ledger_check k where k.source = ${source.code} and k.entry = e.id
                                   order by k.verified_on desc, k.id desc limit 1) c on true
              where ${places.within('e.path', region)}`;
}

const settings = async (context: Context): Promise<Setting[]> =>
  (await context.reading.rows(sql`select l.number, l.title, l.source, l.official, l.interval_days, l.mandatory from ledger l order by l.number`)).map(
    ([number, title, source, official, intervalDays, mandatory]) => ({ number, title, source, official, intervalDays, mandatory }) as Setting,
  );

const names = (source: LedgerSource | undefined, fields: readonly string[], language: Language): string[] =>
  fields.map((field) => source?.fields[field]?.[language] ?? field);

/** The ten ledgers of a division with their counts: two statements, however many entries and ledgers. */
export async function ledgersOf(context: Context, region: KnownRegion): Promise<LedgerView[]> {
  const { ledgers: sources } = context.platform;
  const all = await settings(context);
  const counted = all.flatMap((one) => {
    const source = sources.get(one.source);
    if (!source) return [];
    const view = viewOf(source, one, region.path);
    return [
      sql`select ${raw(String(one.number))} as number, count(*)::int, count(*) filter (where v.overdue)::int, count(*) filter (where v.missing <> '{}')::int from (${view}) v`,
    ];
  });
  const rows = counted.length === 0 ? [] : await context.reading.rows(join(counted, ' union all '));
  const counts = new Map((rows as number[][]).map(([number, ...rest]) => [number!, rest]));
  return all.map((one) => {
    const [entryCount = 0, overdueCount = 0, incompleteCount = 0] = counts.get(one.number) ?? [];
    const available = counts.has(one.number);
    const mandatory = names(sources.get(one.source), one.mandatory, context.language);
    const clear = available && overdueCount === 0 && incompleteCount === 0;
    return { ...one, mandatory, available, entryCount, overdueCount, incompleteCount, clear };
  });
}

const NO_LEDGER = { zh: '没有这本台账，或其数据来源尚未接入', en: 'There is no such ledger, or no module keeps its rows here' };

/** Entries of a ledger, by id; one statement with the settings. */
export async function entriesOf(
  context: Context,
  region: KnownRegion,
  list: { number: number; overdue: boolean; first: number; after: string | undefined },
): Promise<Connection<LedgerEntry>> {
  const one = (await settings(context)).find(({ number }) => number === list.number);
  const source = one && context.platform.ledgers.get(one.source);
  if (!one || !source) throw new Mistake('BAD_USER_INPUT', NO_LEDGER);
  const view = viewOf(source, one, region.path);
  const wanted = list.overdue ? sql`v.overdue or v.missing <> '{}'` : raw('true');
  const beyond = list.after === undefined ? raw('true') : sql`v.id > ${readCursor('entry', list.after, 'text')[1]}::uuid`;
  const rows = await context.reading.rows(sql`
    select v.id, v.seeker_id, v.verified_on, v.due_on, v.overdue, account_name(v.made_by), v.missing from (${view}) v
     where (${wanted}) and ${beyond} order by v.id ${raw(`limit ${pageRows(list.first)}`)}`);
  const edges = rows.slice(0, list.first).map((row) => {
    const [id, seekerId, verifiedOn, dueOn, overdue, owner, missing] = row as [
      string,
      string | null,
      string | null,
      string | null,
      boolean,
      string | null,
      string[],
    ];
    const node = { id, seekerId, verifiedOn, dueOn, overdue, owner, missing: names(source, missing, context.language) };
    return { cursor: writeCursor('entry', id, id), node };
  });
  const totalCount = async (): Promise<number> => Number(await context.reading.value(sql`select count(*) from (${view}) v where ${wanted}`));
  return { edges, pageInfo: pageInfoOf(edges, list.after, rows.length > list.first), totalCount };
}

export interface FiledEntry {
  ledger: string;
  place: string;
  name: string | null;
  verifiedOn: string | null;
  dueOn: string | null;
  overdue: boolean;
  owner: string | null;
  missing: string[];
}

/** Entries of a ledger for a form, by place. */
export async function filedEntries(context: Context, path: string, number: number, most: number): Promise<FiledEntry[]> {
  const one = (await settings(context)).find((setting) => setting.number === number);
  const source = one && context.platform.ledgers.get(one.source);
  if (!one || !source) throw new Mistake('BAD_USER_INPUT', NO_LEDGER);
  const seen = context.shapes.scope('Seeker', 's', context.viewer) ?? raw('true');
  const rows = await context.reading.rows(sql`
    select v.path, s.name, v.verified_on::text, v.due_on::text, v.overdue, account_name(v.made_by), v.missing from (${viewOf(source, one, path)}) v
      left join seeker s on s.id = v.seeker_id and (${seen}) order by v.path, v.id ${raw(`limit ${most}`)}`);
  return (rows as [string, string | null, string | null, string | null, boolean, string | null, string[]][]).map(
    ([place, name, verifiedOn, dueOn, overdue, owner, missing]) => ({
      ledger: one.title,
      place,
      name,
      verifiedOn,
      dueOn,
      overdue,
      owner,
      missing: names(source, missing, 'zh'),
    }),
  );
}

/** Somebody looked at the row behind an entry and found it right; from now on they answer for it. */
export async function verifyEntry(em: EntityManager, viewer: Viewer, sources: Sources, id: string, number: number): Promise<LedgerCheck> {
  assertLevel(viewer, ['community', 'street', 'county']);
  const ledger = await found(em.findOne(Ledger, { number }), ['input', 'number']);
  const source = sources.get(ledger.source);
  if (!source) throw new Refusal('NOT_ELIGIBLE', ['input', 'number'], NO_LEDGER);
  const [row] = await within(em).rows(
    sql`select e.id, e.path, e.seeker_id from (${raw(source.entries)}) e where e.id::text = ${id} and ${places.within('e.path', viewer.regionPath!)}`,
  );
  const [entry, path, seeker] = (await found(Promise.resolve(row ?? null))) as [string, string, string | null];
  const check = Object.assign(new LedgerCheck(), {
    source: source.code,
    entry,
    path,
    seeker: seeker === null ? null : ref(Seeker, seeker),
    verifiedOn: await today(em),
    madeBy: viewer.userId,
  });
  em.persist(check);
  return check;
}

/** What one of the ten shows; the two that are named by the summary keep their title and their rows. */
export async function setLedger(em: EntityManager, viewer: Viewer, sources: Sources, input: LedgerSetInput): Promise<Ledger> {
  assertLevel(viewer, ['city'], ['input']);
  const ledger = await found(em.findOne(Ledger, { number: input.number }, { lockMode: LockMode.PESSIMISTIC_WRITE }), ['input', 'number']);
  const source = sources.get(input.source);
  if (!source) throw new Refusal('INVALID', ['input', 'source'], NO_LEDGER);
  const title = freeText(input.title);
  if (ledger.official && (source.code !== ledger.source || title !== ledger.title))
    throw new Refusal('NOT_ELIGIBLE', ['input', 'title'], {
      zh: '这本台账由文件规定，不能改名或更换内容',
      en: 'This ledger is named by a document: title and rows stay',
    });
  const unknown = input.mandatory.findIndex((field) => !Object.hasOwn(source.fields, field));
  if (unknown >= 0) throw new Refusal('INVALID', ['input', 'mandatory', String(unknown)], { zh: '没有这个字段', en: 'There is no such field' });
  return Object.assign(ledger, { title, source: source.code, intervalDays: input.intervalDays, mandatory: [...new Set(input.mandatory)] });
}
