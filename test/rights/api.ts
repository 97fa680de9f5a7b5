import { randomUUID } from 'node:crypto';
import type { Answer, TestApp } from '../support/app.js';
import { committed } from './coordinates.js';
import { mayOf } from './matrix.js';
import type { Found } from './probes.js';
import type { Principal, Row, World } from './world.js';

export const ask = (app: TestApp, { token }: Principal, query: string, variables: object = {}): Promise<Answer> =>
  app.run(query, variables, undefined, token === undefined ? {} : { authorization: `Bearer ${token}` });

/** Everybody who can send a request. */
export const callers = (world: World): Principal[] => world.principals.filter(({ viewer }) => viewer !== null);

const may = (principal: Principal, field: string): boolean => committed.get(field)!.has(principal.viewer!.role);
/** What the application shows; and what is left when only the database decides, which finds erased people too. */
const shownBy = {
  application: (principal: Principal, row: Row): boolean => mayOf(principal, row).see,
  database: (principal: Principal, row: Row): boolean => ((may) => may.see || may.reach === true)(mayOf(principal, row)),
};
export type Layer = keyof typeof shownBy;

interface Node {
  id: string;
  travelGroup?: Node | null;
  registrations?: Node[];
  seeker?: Node | null;
  registration?: Node | null;
  vacancy?: Node | null;
  referralCount?: number;
}

/** What lists, nested rows, counts and matches of one caller show, against what the matrix says. */
class Reader {
  constructor(
    private readonly app: TestApp,
    private readonly world: World,
    private readonly who: Principal,
    private readonly found: Found,
    private readonly layer: Layer,
  ) {}

  async everything(): Promise<void> {
    await this.#byId('vacancy', 'vacancy', 'referralCount');
    await this.#byId('employer', 'employer');
    await this.#byId('institution', 'institution');
    await this.#byId('importJob', 'import_job');
    await this.#byId('seeker', 'seeker', `${this.#hanging('travelGroup', 'TravelGroup')} ${this.#hanging('registrations', 'Registration')}`);
    const [seeker, registration] = [this.#hanging('seeker', 'Seeker'), this.#hanging('registration', 'Registration')];
    await this.#byId('referral', 'referral', `${seeker} ${registration} vacancy { id }`);
    for (const state of ['OPEN', 'DRAFT', 'CLOSED']) {
      await this.#list(
        'vacancies',
        `(filter: { state: ${state} }, first: 100)`,
        this.#rows('vacancy').filter((row) => row.state === state),
      );
    }
    await this.#list('seekers', '(first: 100)', this.#rows('seeker'));
    await this.#list('referrals', '(first: 100)', this.#rows('referral'));
    await this.#refusals();
    await this.#matches('vacancyMatches', 'seekerId', 'seeker', 'vacancy');
    await this.#matches('seekerMatches', 'vacancyId', 'vacancy', 'seeker');
  }

  #sees(row: Row): boolean {
    return shownBy[this.layer](this.who, row);
  }

  #visible(rows: readonly Row[]): string[] {
    return rows
      .filter((row) => this.#sees(row))
      .map(({ id }) => id)
      .sort();
  }

  #rows(table: string): Row[] {
    return this.world.rows.filter((row) => row.table === table);
  }

  #hanging(field: string, type: string): string {
    return may(this.who, `${type}.id`) ? `${field} { id }` : '';
  }

  async #byId(field: string, table: string, selection = ''): Promise<void> {
    if (!may(this.who, `Query.${field}`)) return;
    const rows = this.#rows(table);
    const query = `{ ${rows.map(({ id }, at) => `n${at}: ${field}(id: "${id}") { id ${selection} }`).join(' ')} nothing: ${field}(id: "${randomUUID()}") { id } }`;
    const answers = await this.#data(query);
    this.#same(`${field} missing`, answers['nothing'], null);
    rows.forEach((row, at) => {
      const node = answers[`n${at}`] as Node | null;
      this.#same(`${field} ${row.state ?? ''}`, node?.id, this.#sees(row) ? row.id : undefined);
      if (node) this.#inside(row, node);
    });
  }

  /** What hangs on a visible row: nothing that would not be seen by itself. */
  #inside(row: Row, node: Node): void {
    const hanging = (table: string): string[] => this.#visible(this.#rows(table).filter((one) => one.person === row.person));
    if (node.travelGroup !== undefined) this.#same('travelGroup', node.travelGroup ? [node.travelGroup.id] : [], hanging('travel_group'));
    if (node.registrations) this.#same('registrations', node.registrations.map(({ id }) => id).sort(), hanging('registration'));
    if (node.seeker) this.#same('seeker of a referral', [node.seeker.id], hanging('seeker'));
    if (node.registration) this.#same('registration of a referral', hanging('registration').includes(node.registration.id), true);
    if (node.vacancy) this.#same('vacancy of a referral', this.#visible(this.#rows('vacancy')).includes(node.vacancy.id), true);
    if (row.table === 'vacancy') {
      const referrals = this.#rows('referral').filter((one) => row.referred !== undefined && one.vacancy === row.id);
      this.#same('referralCount', node.referralCount, this.#visible(referrals).length);
    }
  }

  async #list(field: string, args: string, rows: readonly Row[]): Promise<void> {
    if (!may(this.who, `Query.${field}`)) return;
    const list = (await this.#data(`{ ${field}${args} { totalCount edges { node { id } } } }`))[field] as {
      totalCount: number;
      edges: { node: Node }[];
    };
    const expected = this.#visible(rows);
    this.#same(`${field}${args}`, list.edges.map(({ node }) => node.id).sort(), expected);
    this.#same(`${field}${args} totalCount`, list.totalCount, expected.length);
  }

  async #refusals(): Promise<void> {
    if (!may(this.who, 'Query.importRefusals')) return;
    for (const job of this.#rows('import_job')) {
      const { importRefusals: list } = await this.#data(`{ importRefusals(importId: "${job.id}") { totalCount edges { node { id } } } }`);
      const expected = this.#visible(this.#rows('import_refusal').filter((one) => one.account === job.account));
      const { totalCount, edges } = list as { totalCount: number; edges: { node: Node }[] };
      this.#same('importRefusals', [totalCount, ...edges.map(({ node }) => node.id)], [expected.length, ...expected]);
    }
  }

  async #matches(field: string, argument: string, of: string, table: string): Promise<void> {
    if (!may(this.who, `Query.${field}`)) return;
    const shown = this.#visible(this.#rows(table));
    for (const row of this.#rows(of)) {
      const { [field]: list } = await this.#data(`{ ${field}(${argument}: "${row.id}", first: 100) { totalCount edges { node { id } } } }`);
      const ids = (list as { edges: { node: Node }[] }).edges.map(({ node }) => node.id);
      this.#same(`${field} for a row out of sight, or with one`, this.#sees(row) ? ids.filter((id) => !shown.includes(id)) : ids, []);
    }
  }

  async #data(query: string): Promise<Record<string, unknown>> {
    const { body } = await ask(this.app, this.who, query);
    if (body.errors) throw new Error(`${this.who.name}: ${query.slice(0, 200)}: ${JSON.stringify(body.errors)}`);
    return body.data as Record<string, unknown>;
  }

  #same(what: string, shown: unknown, expected: unknown): void {
    this.found.cells += 1;
    if (JSON.stringify(shown) !== JSON.stringify(expected))
      this.found.mismatches.push(`${this.who.name}: ${what}: ${JSON.stringify(shown)}, not ${JSON.stringify(expected)}`);
  }
}

/** Everything that every caller can read through the API, compared with the matrix. */
export async function compareApi(app: TestApp, world: World, layer: Layer = 'application'): Promise<Found> {
  const found: Found = { cells: 0, mismatches: [] };
  for (const who of callers(world)) await new Reader(app, world, who, found, layer).everything();
  return found;
}
