import pg from 'pg';
import { raw, sql } from '../../src/platform/database/sql.js';
import type { Scopes } from '../../src/platform/access/scopes.js';
import type { TestApp } from '../support/app.js';
import { type May, mayOf, relationOf } from './matrix.js';
import type { Principal, Row, World } from './world.js';

export type Command = keyof May;
export const COMMANDS: readonly Command[] = ['see', 'insert', 'lock', 'update', 'move', 'remove'];

export interface Found {
  cells: number;
  mismatches: string[];
}

const KEY: Record<string, string> = { idempotency_key: 'key', app_clock: 'one' };
const keyOf = (table: string): string => KEY[table] ?? 'id';
const [anyone, elsewhere] = ['gen_random_uuid()', `'/elsewhere'`];
/** Columns that say whose a row is, each to be given away; tables without one cannot be. */
const OWNING: Record<string, Record<string, string>> = {
  institution: { region_path: elsewhere },
  employer: { state: `'VERIFIED', region_path = ${elsewhere}` },
  vacancy: { institution_path: elsewhere, institution_id: anyone, employer_id: anyone },
  registration: { institution_path: elsewhere, institution_id: anyone, seeker_id: anyone },
  referral: { institution_path: elsewhere, institution_id: anyone, seeker_id: anyone, employer_id: anyone, vacancy_id: anyone },
  seeker: { id: anyone },
  person_secret: { id_number_index: `'elsewhere'` },
  import_job: { account_id: anyone },
  idempotency_key: { actor: `'elsewhere'` },
  agreement: { sending_path: elsewhere },
  quota: { origin_path: elsewhere, institution_id: anyone },
  reservation: { quota_id: anyone, holder: anyone },
  labour_order: { institution_path: elsewhere, institution_id: anyone, employer_id: anyone },
  transfer: { institution_path: elsewhere, institution_id: anyone, employer_id: anyone, seeker_id: anyone, origin_path: elsewhere },
  follow_up: { institution_path: elsewhere, institution_id: anyone, transfer_id: anyone },
  agreement_party: { agreement_id: anyone },
  plan: { region_path: elsewhere },
  licence: { institution_path: elsewhere, institution_id: anyone },
  labour_base: { county_path: elsewhere },
  labour_brand: { county_path: elsewhere },
  brand_member: { county_path: elsewhere },
  programme_participant: { county_path: elsewhere },
  beneficiary_claim: { county_path: elsewhere, institution_id: anyone, seeker_id: anyone, participant_id: anyone },
  placement: { institution_path: elsewhere, institution_id: anyone, employer_id: anyone, seeker_id: anyone, vacancy_id: anyone },
  departure_batch: { institution_path: elsewhere, institution_id: anyone, employer_id: anyone },
  rights_case: { institution_path: elsewhere, institution_id: anyone, transfer_id: anyone },
};
export const ownable = (table: string): boolean => table in OWNING;
const HARMLESS: Record<string, string> = {
  idempotency_key: 'reply = null',
  app_clock: `shift = '0'`,
  search_dirty: 'attempts = 0',
  device: 'disabled_at = null',
};
const change = (table: string): string => `update ${table} set ${HARMLESS[table] ?? 'synthetic = false'}`;
const moves = (table: string): string[] => Object.entries(OWNING[table]!).map(([column, value]) => `update ${table} set ${column} = ${value}`);

/** A command on one row; it is allowed when any of its statements is. */
const STATEMENTS: Record<Exclude<Command, 'see'>, (table: string, row: Row, copy: string) => string[]> = {
  insert: (_table, _row, copy) => [copy],
  lock: (table, { id }) => [`select from ${table} where ${keyOf(table)} = '${id}' for update`],
  update: (table, { id }) => [`${change(table)} where ${keyOf(table)} = '${id}'`],
  move: (table, { id }) => moves(table).map((statement) => `${statement} where ${keyOf(table)} = '${id}'`),
  remove: (table, { id }) => [`delete from ${table} where ${keyOf(table)} = '${id}'`],
};

/**
 * The same on all rows, none of which is named or read, so that only the policies of the command itself are asked; with
 * the answer that the matrix foretells.
 */
const WHOLESALE: Partial<Record<Command, (table: string, may: readonly May[]) => [statement: string, answer: string]>> = {
  update: (table, may) => [
    change(table),
    ADDED_TO.includes(table) || may.some((one) => one.lock && !one.update) ? '42501' : touched(may.filter((one) => one.update)),
  ],
  move: (table, may) => [moves(table)[0]!, may.some((one) => one.lock && !one.move) ? '42501' : touched(may.filter((one) => one.move))],
  remove: (table, may) => [`delete from ${table}`, KEPT.includes(table) ? '42501' : touched(may.filter((one) => one.remove))],
};
/** Tables that the application’s role may delete nothing from. */
const KEPT = [
  'account',
  'api_key',
  'agreement',
  'quota',
  'reservation',
  'plan',
  'plan_revision',
  'quota_entry',
  'device',
  'calendar_year',
  'stored_figure',
  'reported_through',
];
/** Tables that it may add to, and change nothing in. */
const ADDED_TO = ['plan_revision', 'quota_entry', 'calendar_year', 'stored_figure', 'reported_through'];
const touched = (rows: readonly May[]): string => `JQ000 ${rows.length}`;
/** Tables that hold more rows than the world knows, and that the application may not change. */
const EVERYBODYS = ['region', 'partner_region', 'search_dirty', 'app_clock'];

/** `attempt` runs a statement as whoever asks and undoes it: the rows it touched, or the state of its error. */
const FUNCTIONS = `
  create function attempt(statement text) returns text language plpgsql as $$
    declare touched int;
    begin
      execute statement;
      get diagnostics touched = row_count;
      raise exception using errcode = 'JQ000', message = touched::text;
    exception when others then return case sqlstate when 'JQ000' then 'JQ000 ' || sqlerrm else sqlstate end;
    end $$;
  create function seen(place text, key text, keys text[]) returns text[] language plpgsql as $$
    declare found text[];
    begin
      execute format('select array_agg(%1$I::text) from %2$I where %1$I::text = any($1)', key, place) into found using keys;
      return coalesce(found, '{}');
    exception when insufficient_privilege then return '{}';
    end $$`;
/** The columns of table `$2` that can be written: all but the generated ones. */
const WRITTEN = `(select string_agg(quote_ident(column_name), ', ') from information_schema.columns
  where table_schema = 'public' and table_name = $2 and is_generated = 'NEVER')`;
const CHECKED = '23514';
/** A constraint speaks only after row-level security let the row pass. */
const passed = (answer: string): boolean => answer !== '42501' && answer !== 'JQ000 0';

/**
 * What the database alone lets each principal do with each row, against what the matrix says. Everything happens in one
 * transaction of a superuser, who becomes each principal in turn; nothing stays.
 */
export class DatabaseProbe {
  readonly #copy = new Map<Row, string>();

  private constructor(
    readonly client: pg.Client,
    readonly world: World,
  ) {}

  static async open(app: TestApp, world: World): Promise<DatabaseProbe> {
    const client = new pg.Client({ connectionString: app.servers.adminUrl.replace('/postgres?', `/${app.name}?`) });
    await client.connect();
    await client.query(`begin; ${FUNCTIONS}`);
    const probe = new DatabaseProbe(client, world);
    for (const row of world.rows) {
      const { rows } = await client.query<{ copy: string }>(
        `select format('insert into ${row.table} (%1$s) select %1$s from jsonb_populate_record(null::${row.table}, %2$L)', ${WRITTEN}, to_jsonb(t)) as copy
           from ${row.table} t where ${keyOf(row.table)} = $1`,
        [row.id, row.table],
      );
      probe.#copy.set(row, rows[0]!.copy);
    }
    return probe;
  }

  async close(): Promise<void> {
    await this.client.query('rollback');
    await this.client.end();
  }

  /** Tables whose rows no policy guards, from the owner too. */
  async unsecured(): Promise<string[]> {
    const { rows } = await this.client.query<{ name: string }>(
      `select relname as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)`,
    );
    return rows.map(({ name }) => name);
  }

  /** With the database changed for a moment. */
  async changed<T>(statement: string, work: () => Promise<T>): Promise<T> {
    await this.client.query(`savepoint changed; ${statement}`);
    try {
      return await work();
    } finally {
      await this.client.query('rollback to savepoint changed');
    }
  }

  /** All cells of these commands and tables; or no more once one is wrong. */
  async compare(commands: readonly Command[] = COMMANDS, tables = tablesOf(this.world), first = false): Promise<Found> {
    const found: Found = { cells: 0, mismatches: [] };
    for (const principal of this.world.principals) {
      await this.#as(principal, async () => {
        for (const table of tables) for (const command of commands) await this.#judge(principal, table, command, found);
      });
      if (first && found.mismatches.length > 0) break;
    }
    return found;
  }

  async #as(principal: Principal, work: () => Promise<void>): Promise<void> {
    const settings = Object.entries(principal.settings).map(([name, value]) => `select set_config('${name}', '${value}', true)`);
    await this.client.query(`savepoint asking; set local role ${principal.as}; ${settings.join('; ')}`);
    await work().finally(() => this.client.query('rollback to savepoint asking'));
  }

  async #judge(principal: Principal, table: string, command: Command, found: Found): Promise<void> {
    if (command === 'move' && !ownable(table)) return;
    const rows = this.world.rows.filter((row) => row.table === table);
    const may = rows.map((row) => mayOf(principal, row));
    const can = command === 'see' ? await this.#seen(table, rows) : await this.#tried(table, rows, command);
    found.cells += rows.length;
    rows.forEach((row, at) => {
      if (expected(may[at]!, command) !== can[at]) found.mismatches.push(mismatch('database', principal, row, command, can[at]!, this.world));
    });
    const wholesale = WHOLESALE[command]?.(table, may);
    if (!wholesale || principal.as !== 'jiangqiao_app' || EVERYBODYS.includes(table)) return;
    const answer = (await this.#attempted([wholesale[0]]))[0]!;
    found.cells += 1;
    // A constraint speaks only after row-level security let the rows pass.
    if (answer !== wholesale[1] && !(answer === CHECKED && passed(wholesale[1])))
      found.mismatches.push(`database: ${principal.name}: ${wholesale[0]}: ${answer}, not ${wholesale[1]}`);
  }

  async #seen(table: string, rows: readonly Row[]): Promise<boolean[]> {
    const answer = await this.client.query<{ seen: string[] }>('select seen($1, $2, $3)', [table, keyOf(table), rows.map(({ id }) => id)]);
    return rows.map(({ id }) => answer.rows[0]!.seen.includes(id));
  }

  async #tried(table: string, rows: readonly Row[], command: Exclude<Command, 'see'>): Promise<boolean[]> {
    const statements = rows.map((row) => STATEMENTS[command](table, row, this.#copy.get(row)!));
    const answers = (await this.#attempted(statements.flat())).map(passed);
    return statements.map(({ length }) => answers.splice(0, length).some(Boolean));
  }

  async #attempted(statements: readonly string[]): Promise<string[]> {
    const { rows } = await this.client.query<{ answer: string }>(
      'select attempt(statement) as answer from unnest($1::text[]) with ordinality as one(statement, at) order by at',
      [statements],
    );
    return rows.map(({ answer }) => answer);
  }
}

const tablesOf = (world: World): string[] => [...new Set(world.rows.map((row) => row.table))];

/** To change or remove a row that is named, one must see it too. */
const expected = (may: May, command: Command): boolean =>
  command === 'see' || command === 'insert' ? may[command] : may.see && (command === 'update' ? may.lock && may.update : may[command]);

const mismatch = (layer: string, principal: Principal, row: Row, command: Command, can: boolean, world: World): string =>
  `${layer}: ${principal.name} ${can ? 'can' : 'cannot'} ${command} ${row.table} ${row.state ?? ''} (${relationOf(principal, row, world)})`;

/** What the scopes of the application alone let each viewer see, asked by a superuser whom row-level security does not bind. */
export async function compareScopes(client: pg.Client, world: World, scopes: Scopes, entities: ReadonlyMap<string, string>): Promise<Found> {
  const found: Found = { cells: 0, mismatches: [] };
  for (const [table, entity] of entities) {
    const rows = world.rows.filter((row) => row.table === table);
    if (rows.length === 0) throw new Error(`the world has no row of ${entity}`);
    for (const principal of world.principals) {
      if (!principal.viewer) continue;
      const scope = scopes.get(entity)!('t', principal.viewer) ?? raw('true');
      const { text, values } = sql`select t.id from ${raw(table)} t where t.id = any(${rows.map(({ id }) => id)}::uuid[]) and (${scope})`.compile();
      const answer = await client.query<{ id: string }>(text, values);
      const ids = new Set(answer.rows.map(({ id }) => id));
      found.cells += rows.length;
      for (const row of rows) {
        if (ids.has(row.id) !== mayOf(principal, row).see)
          found.mismatches.push(mismatch('application', principal, row, 'see', ids.has(row.id), world));
      }
    }
  }
  return found;
}
