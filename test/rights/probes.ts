import pg from 'pg';
import { raw, sql } from '../../src/platform/database/sql.js';
import type { Scopes } from '../../src/platform/access/scopes.js';
import type { TestApp } from '../support/app.js';
import type { May } from './asking.js';
import { mayOf, relationOf } from './matrix.js';
import type { Principal, Row, World } from './world.js';

export type Command = Exclude<keyof May, 'reach'>;
export const COMMANDS: readonly Command[] = ['see', 'insert', 'lock', 'update', 'move', 'remove'];

export interface Found {
  cells: number;
  mismatches: string[];
}

const KEY: Record<string, string> = {
  idempotency_key: 'key',
  app_clock: 'one',
  feed_event: 'stream',
  audit_day: 'day',
  password: 'account_id',
  mikro_orm_migrations: 'name',
  audit_limit: 'action',
  retention_rule: 'record',
  key_in_use: 'kind',
  world: 'one',
  world_step: 'name',
};
const words = (text: string): string[] => text.split(/\s+/);
const keyOf = (table: string): string => KEY[table] ?? 'id';
const [anyone, elsewhere] = ['gen_random_uuid()', `'/elsewhere'`];
const handled = { institution_path: elsewhere, institution_id: anyone };
const registered = { ...handled, seeker_id: anyone };
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
  consent: { seeker_id: anyone, employer_id: anyone, institution_id: anyone },
  calendar_year: { year: '2099' },
  household: { region_path: elsewhere },
  household_member: { household_id: anyone, seeker_id: anyone, region_path: elsewhere },
  household_step: { household_id: anyone, region_path: elsewhere },
  assistance_measure: { household_id: anyone, seeker_id: anyone, region_path: elsewhere },
  assistance_venue: { name: `'elsewhere'`, region_path: elsewhere },
  inspection_finding: { household_id: anyone, region_path: elsewhere },
  policy_rate: { value: '77', region_path: elsewhere },
  policy_rule: { code: `'elsewhere'`, region_path: elsewhere },
  subsidy_claim: { ...registered, employer_id: anyone, amount: '77' },
  subsidy_month: { claim_id: anyone, seeker_id: anyone },
  subsidy_spell: { seeker_id: anyone },
  relief: { county_path: elsewhere, employer_id: anyone, seeker_id: anyone, amount: '77' },
  case_step: { case_id: anyone },
  guarantee_fund: { name: `'elsewhere'`, region_path: elsewhere },
  micro_loan: { region_path: elsewhere, seeker_id: anyone, requested: '77' },
  employment: { ...registered, employer_id: anyone },
  unemployment: registered,
  employment_difficulty: registered,
  training_class: handled,
  training_enrolment: { ...registered, class_id: anyone, home_path: elsewhere },
  training_attendance: { enrolment_id: '(select e.id from training_enrolment e where e.id <> enrolment_id order by e.id limit 1)' },
  training_subsidy: { ...registered, enrolment_id: anyone },
  full_employment_community: { path: elsewhere },
  ledger: { number: 'number % 10 + 1' },
  target_plan: { unit_path: elsewhere, year: '2010' },
  target: { unit_path: elsewhere, year: '2010' },
  campaign: { institution_path: elsewhere },
  job_fair: handled,
  fair_hall: { fair_id: anyone },
  fair_booth: { fair_id: anyone },
  fair_announcement: { fair_id: anyone },
  fair_participation: { fair_id: anyone, employer_id: anyone },
  fair_post: { fair_id: anyone, participation_id: anyone, employer_id: anyone },
  fair_visit: { fair_id: anyone, seeker_id: anyone },
  fair_ticket: { fair_id: anyone, visit_id: anyone, employer_id: anyone },
  fair_interest: { fair_id: anyone, visit_id: anyone, employer_id: anyone },
  fair_interview: { fair_id: anyone, visit_id: anyone, employer_id: anyone },
  fair_kiosk: { fair_id: anyone },
};
export const ownable = (table: string): boolean => table in OWNING;
const HARMLESS: Record<string, string> = {
  idempotency_key: 'reply = null',
  app_clock: `shift = '0'`,
  search_dirty: 'attempts = 0',
  device: 'disabled_at = null',
  feed_stream: 'last_seq = 0',
  feed_event: 'seq = 0',
  audit_day: 'number = 0',
  audit_limit: 'most = 1',
  retention_rule: `source = ''`,
  key_in_use: 'version = 1',
  password: `hash = ''`,
  session: 'ended_at = null',
  lock_out: 'failed = 0',
  mikro_orm_migrations: 'name = null',
  world: 'scale = 1',
  world_step: 'row_count = 1',
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
/** Tables that the application’s role may add to, and change nothing in; or that it may only read, or not even that. */
const ADDED_TO =
  words(`plan_revision quota_entry calendar_amendment loan_partner policy_document ledger_entry audit_entry audit_day certification_goal feed_stream
  feed_event target_grading consent_text audit_limit retention_rule key_in_use stored_figure reported_through password session lock_out mikro_orm_migrations world world_step`);
/** Tables that it may delete nothing from. */
const KEPT = [
  ...ADDED_TO.filter((table) => table !== 'lock_out'),
  ...words(`account api_key agreement calendar_year quota reservation plan device policy_rate policy_rule subsidy_claim subsidy_month subsidy_spell relief case_step
    guarantee_fund micro_loan ledger campaign job_fair fair_hall fair_booth fair_announcement fair_participation fair_post fair_visit fair_ticket
    fair_interview fair_interest`),
];
const touched = (rows: readonly May[]): string => `JQ000 ${rows.length}`;
/** Tables that hold more rows than the world knows, and that the application may not change. */
const EVERYBODYS = ['region', 'partner_region', 'search_dirty', 'app_clock', 'policy_rate', 'policy_rule'];

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
  readonly #rows: ReadonlyMap<string, Row[]>;

  private constructor(
    readonly client: pg.Client,
    readonly world: World,
  ) {
    this.#rows = Map.groupBy(world.rows, ({ table }) => table);
  }

  static async open(app: TestApp, world: World): Promise<DatabaseProbe> {
    const client = new pg.Client({ connectionString: app.servers.adminUrl.replace('/postgres?', `/${app.name}?`) });
    await client.connect();
    await client.query(`begin; ${FUNCTIONS}`);
    const probe = new DatabaseProbe(client, world);
    for (const [table, rows] of probe.#rows) {
      const copies = await client.query<{ key: string; copy: string }>(
        `select ${keyOf(table)}::text as key,
                format('insert into ${table} (%1$s) select %1$s from jsonb_populate_record(null::${table}, %2$L)', ${WRITTEN}, to_jsonb(t)) as copy
           from ${table} t where ${keyOf(table)}::text = any($1)`,
        [rows.map(({ id }) => id), table],
      );
      const byKey = new Map(copies.rows.map(({ key, copy }) => [key, copy]));
      for (const row of rows) probe.#copy.set(row, byKey.get(row.id)!);
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

  /** All cells. */
  async compare(): Promise<Found> {
    const found: Found = { cells: 0, mismatches: [] };
    const cells = [...this.#rows.keys()].flatMap((table) => COMMANDS.map((command) => [table, command] as const));
    for (const principal of this.world.principals) await this.#as(principal, () => this.#judge(principal, cells, found));
    return found;
  }

  /** Whether any cell of these commands on a table is wrong; principals who may well notice are asked first. */
  async notices(commands: readonly Command[], table: string, likely: (principal: Principal) => boolean): Promise<boolean> {
    const found: Found = { cells: 0, mismatches: [] };
    const cells = commands.map((command) => [table, command] as const);
    for (const principal of this.world.principals.toSorted((a, b) => Number(likely(b)) - Number(likely(a)))) {
      await this.#as(principal, () => this.#judge(principal, cells, found));
      if (found.mismatches.length > 0) return true;
    }
    return false;
  }

  async #as(principal: Principal, work: () => Promise<void>): Promise<void> {
    const settings = Object.entries(principal.settings).map(([name, value]) => `select set_config('${name}', '${value}', true)`);
    await this.client.query(`savepoint asking; set local role ${principal.as}; ${settings.join('; ')}`);
    await work().finally(() => this.client.query('rollback to savepoint asking'));
  }

  /** Asked in two statements, however many cells: what is seen, and what each attempt comes to. */
  async #judge(principal: Principal, cells: readonly (readonly [table: string, command: Command])[], found: Found): Promise<void> {
    const asked = cells
      .filter(([table, command]) => command !== 'move' || ownable(table))
      .map(([table, command]) => {
        const rows = this.#rows.get(table)!;
        const may = rows.map((row) => mayOf(principal, row));
        const each = command === 'see' ? [] : rows.map((row) => STATEMENTS[command](table, row, this.#copy.get(row)!));
        const whole = principal.as === 'jiangqiao_app' && !EVERYBODYS.includes(table) ? WHOLESALE[command]?.(table, may) : undefined;
        return { table, command, rows, may, each, whole };
      });
    const seen = await this.#seen(asked.filter(({ command }) => command === 'see').map(({ table }) => table));
    const answers = await this.#attempted(asked.flatMap(({ each, whole }) => [...each.flat(), ...(whole ? [whole[0]] : [])]));
    for (const { table, command, rows, may, each, whole } of asked) {
      found.cells += rows.length + (whole ? 1 : 0);
      const tried = each.map(({ length }) => answers.splice(0, length).some(passed));
      for (const [at, row] of rows.entries()) {
        const can = command === 'see' ? seen.get(table)!.has(row.id) : tried[at]!;
        if (expected(may[at]!, command) !== can) found.mismatches.push(mismatch('database', principal, row, command, can, this.world));
      }
      const answer = whole && answers.shift()!;
      // A constraint speaks only after row-level security let the rows pass.
      if (whole && answer !== whole[1] && !(answer === CHECKED && passed(whole[1])))
        found.mismatches.push(`database: ${principal.name}: ${whole[0]}: ${answer}, not ${whole[1]}`);
    }
  }

  async #seen(tables: readonly string[]): Promise<Map<string, Set<string>>> {
    if (tables.length === 0) return new Map();
    const asked = tables.map((table) => ({ place: table, key: keyOf(table), keys: this.#rows.get(table)!.map(({ id }) => id) }));
    const { rows } = await this.client.query<{ place: string; seen: string[] }>(
      'select place, seen(place, key, keys) from jsonb_to_recordset($1::jsonb) as asked(place text, key text, keys text[])',
      [JSON.stringify(asked)],
    );
    return new Map(rows.map(({ place, seen }) => [place, new Set(seen)]));
  }

  async #attempted(statements: readonly string[]): Promise<string[]> {
    if (statements.length === 0) return [];
    const { rows } = await this.client.query<{ answer: string }>(
      'select attempt(statement) as answer from unnest($1::text[]) with ordinality as one(statement, at) order by at',
      [statements],
    );
    return rows.map(({ answer }) => answer);
  }
}

/** To change or remove a row that is named, one must find it too. */
const expected = (may: May, command: Command): boolean => {
  const found = may.see || may.reach === true;
  if (command === 'see') return found;
  return command === 'insert' ? may.insert : found && (command === 'update' ? may.lock && may.update : may[command]);
};

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
