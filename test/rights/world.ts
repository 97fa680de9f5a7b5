import { randomUUID } from 'node:crypto';
import { newApiKey } from '../../src/modules/accounts/api-key.js';
import { regionByCode } from '../../src/modules/regions/region.queries.js';
import { ANONYMOUS, type Role, settingsOf, SYSTEM, type Viewer } from '../../src/platform/access/viewer.js';
import type { Settings } from '../../src/platform/database/reading.js';
import type { TestApp } from '../support/app.js';
import { fairRows } from './fair-rows.js';
import { householdRows, moneyRows, registerRows, targetRows, trainingRows } from './programme-rows.js';
import { agencyRows, ledgerRows, planRows, privateRows } from './rows.js';

export interface Institution {
  id: string;
  path: string;
}

/** Whose a row is, in the words of the world; what a principal may do with it follows from these alone. */
export interface Row {
  table: string;
  /** Value of its key column. */
  id: string;
  institution?: Institution;
  employer?: string;
  /** Employers to whom a person was put forward, or whom the person lets see name and contact. */
  sentTo?: string[];
  /** Institutions that a person lets see the record. */
  sharedWith?: string[];
  vacancy?: string;
  /** State of the vacancy that a referral is to. */
  posted?: string;
  /** The person it is of; of a travel group, the one member. */
  person?: string;
  /** Where the person lives. */
  home?: string;
  state?: string;
  /** The account that brought it; null for the command line. */
  account?: string | null;
  /** The institution that referred a person to this vacancy, and the person. */
  referred?: { institution: Institution; person: string };
  /** Institutions that fill an order for this vacancy. */
  ordered?: Institution[];
  /** Institutions where the person is registered. */
  registered?: Institution[];
  /** Digest of the ID number. */
  digest?: string;
  actor?: string;
  /** Whose people go where: paths. */
  origin?: string;
  destination?: string;
  /** An agency that is a party of the agreement. */
  party?: Institution;
  /** Path of another division that it concerns: who inspects, where somebody lives who learns elsewhere. */
  other?: string;
  /** Everybody in a household, at the time of what is written down. */
  people?: string[];
  /** The person who claims, be it for months of others. */
  claimant?: string;
  /** The table of the case that a step is of. */
  of?: string;
  /** The work is one that a placement brought about. */
  placed?: boolean;
  /** The fair that it stands in was announced. */
  announced?: boolean;
  /** The device enrolled to the fair. */
  kiosk?: string;
}

/** Somebody who comes to the database: a viewer, or one of those who are none. */
export interface Principal {
  name: string;
  viewer: Viewer | null;
  settings: Settings;
  /** The database role. */
  as: 'jiangqiao_app' | 'jiangqiao_relay' | 'jiangqiao_owner';
  token?: string;
}

export interface World {
  rows: Row[];
  principals: Principal[];
  institutions: Record<'publicA' | 'brokerA' | 'rivalA' | 'stationA' | 'publicB' | 'publicC', Institution>;
  employers: [string, string];
}

export const COUNTIES = { A: '500101', B: '500102', C: '500103' };
type Place = { id: string; path: string };

/** Tables with keys of other names. */
const WITHOUT_ID = ['idempotency_key', 'audit_day', 'password', 'world', 'world_step'];

/** Rows of two counties, of two competing brokers in one, of a station below it and of two employers, and everybody who might ask for them. */
export async function rightsWorld(app: TestApp): Promise<World> {
  const rows: Row[] = [];
  const keep = async (table: string, values: Record<string, unknown>, facts: Partial<Row> = {}): Promise<string> => {
    const id = (values['id'] as string | undefined) ?? randomUUID();
    const columns = Object.entries({ ...(WITHOUT_ID.includes(table) ? {} : { id }), ...values });
    await app.sql(
      `insert into ${table} (${columns.map(([name]) => name).join(', ')}) values (${columns.map(() => '?').join(', ')})`,
      columns.map(([, value]) => value),
    );
    rows.push({ table, id, ...facts });
    return id;
  };
  const place = (code: string): Place => regionByCode(code);
  const [A, B, C] = [place(COUNTIES.A), place(COUNTIES.B), place(COUNTIES.C)];
  const [street] = await app.sql<Place>('select id, path from region where parent_id = ? and level = ? order by code limit 1', [A.id, 'TOWNSHIP']);
  for (const one of [A, B]) rows.push({ table: 'region', id: one.id });
  const [pair] = await app.sql<{ id: string }>('select id from partner_region limit 1');
  rows.push({ table: 'partner_region', id: pair!.id });

  const institution = async (name: string, kind: string, { id: region, path }: Place): Promise<Institution> => {
    const made = { id: randomUUID(), path };
    await keep('institution', { id: made.id, name, kind, region_id: region, region_path: path, network_member: true }, { institution: made });
    return made;
  };
  const institutions = {
    publicA: await institution('甲县就业局', 'PUBLIC_EMPLOYMENT_SERVICE', A),
    brokerA: await institution('甲县中介', 'LICENSED_AGENCY', A),
    rivalA: await institution('甲县另一中介', 'LICENSED_AGENCY', A),
    stationA: await institution('甲县街道', 'GRASSROOTS_STATION', street!),
    publicB: await institution('乙县就业局', 'PUBLIC_EMPLOYMENT_SERVICE', B),
    publicC: await institution('丙县就业局', 'PUBLIC_EMPLOYMENT_SERVICE', C),
  };
  const { publicC, ...receiving } = institutions;
  const employer = (name: string, state: string): Promise<string> =>
    keep('employer', { name, region_id: C.id, region_path: C.path, state, licence_number: name }, { state, home: C.path });
  const employers: [string, string] = [await employer('一号厂', 'UNVERIFIED'), await employer('二号厂', 'VERIFIED')];

  const vacancy = (at: Institution, of: string, state: string, known: Pick<Row, 'referred' | 'ordered'> = {}): Promise<string> =>
    keep(
      'vacancy',
      {
        title: '焊工',
        employer_id: of,
        institution_id: at.id,
        region_id: C.id,
        place_path: C.path,
        institution_path: at.path,
        head_count: 5,
        pay_period: 'MONTH',
        pay_basis: 'TIME',
        pay_negotiable: true,
        trade_group: '6-18-02',
        valid_from: '2007-01-01',
        valid_until: '2107-01-01',
        state,
        opened_at: state === 'OPEN' ? new Date() : null,
      },
      { institution: at, employer: of, state, ...known },
    );
  for (const at of Object.values(receiving)) for (const of of employers) for (const state of ['OPEN', 'DRAFT']) await vacancy(at, of, state);

  const form = (home: Place): Record<string, unknown> => ({
    name: '张三',
    sex: 'MALE',
    birth_on: '1980-01-01',
    id_number_masked: '5***',
    region_id: home.id,
    region_path: home.path,
    wish_any_trade: true,
    wish_place_paths: '{/100000}',
  });
  const person = async (home: Place, registered: Institution[]): Promise<string> => {
    const id = randomUUID();
    const sentTo: string[] = [];
    const facts = { person: id, home: home.path, registered, sentTo, sharedWith: [] };
    const group = await keep('travel_group', { name: '结伴' }, facts);
    await keep('seeker', { ...form(home), id, travel_group_id: group }, facts);
    const digest = id.replaceAll('-', '');
    const bytes = Buffer.from(digest, 'hex');
    await keep('person_secret', { seeker_id: id, id_number: bytes, index_version: 1, id_number_index: bytes }, { ...facts, digest });
    await keep('person_key', { seeker_id: id, wrapped_key: bytes }, facts);
    for (const at of registered) {
      const registration = await keep(
        'registration',
        { seeker_id: id, institution_id: at.id, institution_path: at.path, registered_on: '2007-01-01', valid_until: '2107-01-01' },
        { person: id, institution: at, state: 'ACTIVE' },
      );
      const of = at === institutions.publicA ? employers[0] : employers[1];
      sentTo.push(of);
      for (const stage of ['CLOSED', 'OPEN']) {
        const post = await vacancy(publicC, of, stage, { referred: { institution: at, person: id } });
        await keep(
          'referral',
          {
            number: randomUUID(),
            seeker_id: id,
            vacancy_id: post,
            registration_id: registration,
            institution_id: at.id,
            institution_path: at.path,
            employer_id: of,
            issued_on: '2007-01-01',
            expires_on: '2107-01-01',
          },
          { person: id, institution: at, employer: of, vacancy: post, posted: stage, state: 'ISSUED' },
        );
      }
    }
    return id;
  };
  const people: string[] = [];
  for (const at of Object.values(receiving)) people.push(await person(at === institutions.publicB ? B : A, [at]));
  people.push(await person(B, [institutions.brokerA]));
  people.push(await person(A, [institutions.publicB]));
  await person(A, []);
  for (const state of ['RESTRICTED', 'ERASED']) {
    const id = randomUUID();
    await keep('seeker', { ...form(A), id, state }, { person: id, home: A.path, registered: [], sentTo: [], sharedWith: [], state });
  }

  const sides = async (from: Place, to: Place, party: Institution | undefined, state: string): Promise<string> => {
    const scope = to.path.startsWith(`${A.path.split('/').slice(0, 3).join('/')}/`) ? 'INTRA_CITY' : 'INTER_PROVINCE';
    const values = {
      title: '劳务合作',
      sending_county_id: from.id,
      sending_path: from.path,
      receiving_region_id: to.id,
      receiving_path: to.path,
      scope,
      valid_from: '2007-01-01',
      valid_until: '2107-01-01',
      state,
      signed_on: state === 'ACTIVE' ? '2007-01-01' : null,
    };
    const facts = { origin: from.path, destination: to.path, state, ...(party ? { party } : {}) };
    const id = await keep('agreement', values, facts);
    await keep('agreement_party', { agreement_id: id, role: 'WINDOW', institution_id: party?.id ?? null, name: '驻外窗口' }, facts);
    return id;
  };
  const shanghai = place('310000');
  const abroad = await sides(A, shanghai, institutions.rivalA, 'ACTIVE');
  const within = await sides(B, C, undefined, 'ACTIVE');
  await sides(B, C, undefined, 'NEGOTIATING');
  const offers: [string | null, Place, Place, Institution | undefined, Institution | undefined][] = [
    [null, A, C, institutions.brokerA, undefined],
    [within, B, C, undefined, undefined],
    [abroad, A, shanghai, undefined, institutions.rivalA],
  ];
  for (const [agreement, from, to, at, party] of offers) {
    const facts = { origin: from.path, destination: to.path, ...(at ? { institution: at } : {}), ...(party ? { party } : {}) };
    const values = {
      agreement_id: agreement,
      year: 2007,
      origin_id: from.id,
      origin_path: from.path,
      destination_id: to.id,
      destination_path: to.path,
    };
    const quota = await keep('quota', { ...values, institution_id: at?.id ?? null, places: 9, reserved: 1 }, facts);
    await ledgerRows(app, rows, quota, facts);
    await keep('reservation', { quota_id: quota, holder: randomUUID(), count: 1, purpose: '预留', expires_at: '2107-01-01' }, facts);
  }
  const leaving: [Institution, string, number, Place][] = [
    [institutions.publicA, employers[0], 0, A],
    [institutions.brokerA, employers[1], 1, A],
    [institutions.rivalA, employers[0], 2, A],
    [institutions.publicB, employers[1], 4, B],
    [institutions.publicB, employers[0], 6, A],
  ];
  for (const [at, of, who, from] of leaving) {
    const handled = { institution_id: at.id, institution_path: at.path };
    let [post, order] = ['', ''];
    for (const stage of ['CLOSED', 'OPEN']) {
      post = await vacancy(publicC, of, stage, { ordered: [at] });
      order = await keep(
        'labour_order',
        { ...handled, vacancy_id: post, employer_id: of, head_count: 1, depart_on: '2107-01-01' },
        { institution: at, employer: of },
      );
    }
    rows.find((row) => row.table === 'seeker' && row.id === people[who])!.sentTo!.push(of);
    const work = { seeker_id: people[who]!, vacancy_id: post, employer_id: of, channel: 'REFERRAL', hired_on: '2007-01-01' };
    await keep('placement', { ...handled, ...work }, { institution: at, employer: of, person: people[who]! });
    const means = { leader: '陈队长', vehicle: '渝 A 1', seats: 9, insurance: 'BX-1', meeting_point: '北站', depart_on: '2107-01-01' };
    await keep('departure_batch', { ...handled, ...means, employer_id: of, order_id: order }, { institution: at, employer: of });
    const facts = { institution: at, employer: of, person: people[who]!, origin: from.path };
    const travel = { origin_id: from.id, origin_path: from.path, destination_id: C.id, destination_path: C.path };
    const transfer = await keep('transfer', { ...handled, ...travel, employer_id: of, order_id: order, seeker_id: people[who]! }, facts);
    for (const kind of ['DAY_7', 'REMATCH'])
      await keep('follow_up', { ...handled, transfer_id: transfer, kind, due_on: '2107-01-01' }, { ...facts, state: kind });
    await keep('rights_case', { ...handled, transfer_id: transfer, problem: '欠薪', opened_on: '2007-01-01', due_on: '2107-01-01' }, facts);
  }

  await agencyRows(keep, { A, B, people, ...institutions });
  await planRows(keep, { A, B, ...institutions });
  for (const { id, path } of [A, B]) {
    await keep('minimum_wage', { region_id: id, region_path: path, effective_on: '2007-01-01', monthly: 40_000, source: '公告' }, { home: path });
    await keep('stored_figure', { indicator: 'VACANCIES', region_id: id, path, month: '2006-01-01', value: 1, source: '年报' }, { home: path });
    await keep('device', { name: '大厅一号', region_id: id, region_path: path }, { home: path });
  }
  await keep('reported_through', { source: 'RELIEFS', through_on: '2007-09-30' });
  rows.push(...(await app.sql<{ id: string }>('select id from calendar_year limit 1')).map(({ id }) => ({ table: 'calendar_year', id })));
  await keep('calendar_amendment', { calendar_id: rows.at(-1)!.id, days_off: '{2007-01-01}', working_weekends: '{}', source: '通知' });

  const principals: Principal[] = [];
  const account = async (name: string, role: Role, scope: Partial<Viewer> & { region?: Place } = {}): Promise<string> => {
    const { region, ...more } = scope;
    const viewer: Viewer = { ...ANONYMOUS, role, userId: randomUUID(), name, regionPath: region?.path ?? null, ...more };
    const values = {
      id: viewer.userId,
      role: role.toUpperCase(),
      name,
      region_id: region?.id ?? null,
      institution_id: viewer.institutionId,
      employer_ids: `{${viewer.employerIds.join(',')}}`,
      seeker_id: viewer.seekerId,
    };
    await keep('account', values, { account: viewer.userId, ...(viewer.seekerId === null ? {} : { person: viewer.seekerId }) });
    const { secret, prefix, hash } = newApiKey();
    await keep('api_key', { account_id: viewer.userId, prefix, hash }, { account: viewer.userId });
    principals.push({ name, viewer, settings: settingsOf(viewer), as: 'jiangqiao_app', token: secret });
    return viewer.userId!;
  };
  principals.push({ name: 'anonymous', viewer: ANONYMOUS, settings: settingsOf(ANONYMOUS), as: 'jiangqiao_app' });
  await account('kiosk', 'kiosk');
  await account('seeker of the county', 'seeker', { seekerId: people[0]! });
  await account('seeker of the other county', 'seeker', { seekerId: people[4]! });
  const importers = [
    await account('broker', 'intermediary', { institutionId: institutions.brokerA.id }),
    await account('rival broker', 'intermediary', { institutionId: institutions.rivalA.id }),
    await account('office of the county', 'office', { region: A }),
    await account('office of the street', 'office', { region: street! }),
    await account('office of the other county', 'office', { region: B }),
    await account('office of the receiving county', 'office', { region: C, institutionId: publicC.id }),
    await account('office of the city', 'office', { region: place('500000') }),
  ];
  const recruiters = [
    await account('recruiter of one employer', 'recruiter', { employerIds: [employers[0]] }),
    await account('recruiter of the other', 'recruiter', { employerIds: [employers[1]] }),
  ];
  await account('recruiter of none', 'recruiter');
  await account('administrator', 'administrator');
  await account('auditor', 'auditor');
  for (const by of [...importers, ...recruiters, null]) {
    const job = await keep(
      'import_job',
      { kind: recruiters.includes(by!) ? 'VACANCIES' : 'SEEKERS', account_id: by, file_name: '表.csv', size: 1, state: 'RUNNING' },
      { account: by, state: 'RUNNING' },
    );
    await keep('import_refusal', { job_id: job, row_number: 2, code: 'INVALID', field: 'name', zh: '错', en: 'wrong' }, { account: by });
  }
  for (const actor of [principals[1]!.viewer!.userId!, importers[0]!, 'kiosk', 'system']) {
    const value = randomUUID();
    await keep('idempotency_key', { actor, operation: 'vacancyDraft', key: value, request_hash: Buffer.from('00', 'hex') }, { id: value, actor });
  }
  const userOf = (name: string): string => principals.find((one) => one.name === name)!.viewer!.userId!;
  const ground = { A, B, C, street: street!, ...institutions, employers, people };
  await householdRows(keep, ground);
  await moneyRows(app, keep, rows, ground);
  await registerRows(keep, rows, ground);
  await trainingRows(keep, ground);
  await targetRows(app, keep, rows, ground);
  await fairRows(app, keep, rows, { ...ground, kiosk: userOf('kiosk') });
  const users = {
    office: userOf('office of the county'),
    seeker: userOf('seeker of the other county'),
    broker: userOf('broker'),
  };
  await privateRows(app, keep, rows, { ...ground, users });
  rows.push(...(await app.sql<{ id: string }>('select id from search_dirty limit 3')).map(({ id }) => ({ table: 'search_dirty', id })));
  rows.push({ table: 'app_clock', id: 'true' });
  const internal = (name: string, settings: Settings, as: Principal['as'] = 'jiangqiao_app'): void =>
    void principals.push({ name, viewer: null, settings, as });
  internal('nobody', {});
  internal('what is handed out to a person', settingsOf({ ...ANONYMOUS, role: 'seeker', seekerId: people[0]! }));
  internal('system', SYSTEM);
  internal('relay', {}, 'jiangqiao_relay');
  internal('owner', {}, 'jiangqiao_owner');
  internal('command line', settingsOf({ ...ANONYMOUS, role: 'office', regionPath: place('500000').path }));
  const documentOf = (person: string): Settings => ({ 'app.person': person, 'app.digests': person.replaceAll('-', '') });
  const shown: [string, number][] = [
    ['rival broker', 0],
    ['broker', 1],
    ['office of the county', 0],
    ['kiosk', 0],
  ];
  for (const [name, of] of shown) {
    const { settings } = principals.find((one) => one.name === name)!;
    internal(`${name} with a document`, { ...settings, ...documentOf(people[of]!) });
  }
  const broker = principals.find(({ name }) => name === 'broker')!;
  internal('broker with a number', { ...broker.settings, 'app.digests': people[0]!.replaceAll('-', '') });
  return { rows, principals, institutions, employers };
}

/** Entities by the name of their table. */
export const entitiesByTable = (app: TestApp): ReadonlyMap<string, string> =>
  new Map(
    [...app.application.platform.orm.getMetadata().getAll().values()]
      .filter((meta) => meta.tableName && !meta.abstract && !meta.embeddable)
      .map((meta) => [meta.tableName, meta.className]),
  );
