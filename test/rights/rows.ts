import { randomUUID } from 'node:crypto';
import type { TestApp } from '../support/app.js';
import type { Institution, Row } from './world.js';

/** A row as the world keeps it, with the facts that say whose it is. */
export type Keep = (table: string, values: Record<string, unknown>, facts?: Partial<Row>) => Promise<string>;
export interface Place {
  id: string;
  path: string;
}

/** Licences, bases and brands, those of the programmes and whom they took along. */
export async function agencyRows(
  keep: Keep,
  { A, B, brokerA, rivalA, people }: { A: Place; B: Place; brokerA: Institution; rivalA: Institution; people: readonly string[] },
): Promise<void> {
  const terms = { staff_count: 3, premises: '一号楼', applied_on: '2007-01-01' };
  const granted = { ...terms, number: '渝 1', valid_from: '2007-01-01', valid_until: '2107-01-01', state: 'LICENSED' };
  await keep('licence', { ...granted, institution_id: brokerA.id, institution_path: brokerA.path }, { institution: brokerA, state: 'LICENSED' });
  await keep('licence', { ...terms, institution_id: rivalA.id, institution_path: rivalA.path }, { institution: rivalA, state: 'APPLIED' });
  for (const [county, member, at, claimed] of [
    [A, 0, brokerA, 4],
    [B, 4, null, 0],
  ] as const) {
    const [home, place] = [{ home: county.path }, { county_id: county.id, county_path: county.path }];
    await keep('labour_base', { ...place, name: '基地', kind: 'TRAINING', place_id: county.id, capacity: 9 }, home);
    const brand = await keep('labour_brand', { ...place, name: `品牌 ${county.path}`, occupation_code: '6-18-02-04' }, home);
    const whose = { ...home, person: people[member]! };
    await keep('brand_member', { brand_id: brand, county_path: county.path, seeker_id: people[member]!, joined_on: '2007-01-01' }, whose);
    const kind = at ? 'LABOUR_BROKER' : 'LEAD_RESETTLER';
    const facts = { ...whose, ...(at ? { institution: at } : {}) };
    const participant = { ...place, kind, seeker_id: people[member]!, institution_id: at?.id ?? null, year: 2007 };
    const participant_id = await keep('programme_participant', participant, facts);
    const claim = { participant_id, institution_id: at?.id ?? null, county_path: county.path, seeker_id: people[claimed]!, claimed_on: '2007-01-01' };
    await keep('beneficiary_claim', claim, { ...facts, person: people[claimed]! });
  }
}

/** The entries that explain nine places offered and one of them held. */
export async function ledgerRows(app: TestApp, known: Row[], quota: string, facts: Partial<Row>): Promise<void> {
  const entries = await app.sql<{ id: string }>(
    `insert into quota_entry (id, operation, leg, kind, quota_id, account, delta)
     select uuidv7(), e.operation, e.leg, e.kind, ?, e.account, e.delta
       from (values (?::uuid, 1, 'ISSUE', 'OFFERED', -9), (?::uuid, 2, 'ISSUE', 'FREE', 9),
                    (?::uuid, 1, 'RESERVE', 'FREE', -1), (?::uuid, 2, 'RESERVE', 'RESERVED', 1)) as e(operation, leg, kind, account, delta)
     returning id`,
    [quota, ...((issued, held) => [issued, issued, held, held])(randomUUID(), randomUUID())],
  );
  for (const { id } of entries) known.push({ table: 'quota_entry', id, ...facts });
}

/** What an agency or an office is to reach, and how it came to that. */
export async function planRows(keep: Keep, { A, B, brokerA }: { A: Place; B: Place; brokerA: Institution }): Promise<void> {
  for (const [of, at] of [
    [A, null],
    [B, null],
    [B, brokerA],
  ] as const) {
    const facts = { home: of.path, ...(at ? { institution: at } : {}) };
    const plan = await keep('plan', { year: 2007, region_id: of.id, region_path: of.path, institution_id: at?.id ?? null, target: 100 }, facts);
    await keep('plan_revision', { plan_id: plan, from_target: 90, to_target: 100, reason: '新增' }, facts);
  }
}

/** Consents that hold and that were withdrawn, erasures that wait, the audit, and what signing in keeps. */
export async function privateRows(
  app: TestApp,
  keep: Keep,
  known: Row[],
  {
    people,
    employers,
    rivalA,
    publicC,
    users,
  }: { people: readonly string[]; employers: readonly [string, string]; rivalA: Institution; publicC: Institution; users: Users },
): Promise<void> {
  const texts = await app.sql<{ id: string; purpose: string }>('select id, purpose from consent_text');
  known.push(...texts.map(({ id }) => ({ table: 'consent_text', id })));
  for (const [who, recipient, holds] of [
    [4, { employer: employers[0] }, true],
    [0, { employer: employers[1] }, false],
    [4, { institution: rivalA }, true],
    [5, { institution: rivalA }, false],
    [6, { institution: publicC }, true],
  ] as [number, { employer?: string; institution?: Institution }, boolean][]) {
    const whose = known.find((row) => row.table === 'seeker' && row.person === people[who])!;
    const purpose = recipient.employer === undefined ? 'SHARING' : 'CONTACT';
    const given = { seeker_id: people[who], text_id: texts.find((one) => one.purpose === purpose)!.id, purpose, source: 'SEEKER' };
    const to = { employer_id: recipient.employer ?? null, institution_id: recipient.institution?.id ?? null };
    if (holds && recipient.employer) whose.sentTo!.push(recipient.employer);
    if (holds && recipient.institution) whose.sharedWith!.push(recipient.institution.id);
    const { table: _table, id: _id, ...facts } = whose;
    await keep(
      'consent',
      { ...given, ...to, withdrawn_at: holds ? null : '2007-06-01' },
      { ...facts, ...(recipient.employer ? { employer: recipient.employer } : {}) },
    );
  }
  for (const [actor, who] of [
    [users.office, 0],
    [users.seeker, 4],
    [users.broker, 5],
  ] as const)
    await keep('erasure', { seeker_id: people[who], actor_id: actor, until: '2107-01-01' }, { actor, person: people[who]! });
  await signInRows(app, keep, known, users.office);
  const digest = Buffer.from('00', 'hex');
  const acts: [action: string, actor: string, person: string | null][] = [
    ['LOOKED_UP', users.office, people[0]!],
    ['LOOKED_UP', users.broker, null],
    ['RIGHTS_CHANGED', users.seeker, null],
    ['RIGHTS_CHANGED', users.office, people[4]!],
  ];
  for (const [number, [action, actor, someone]] of acts.entries()) {
    const link = { day: '2007-01-01', number: number + 1, key_version: 1, previous: digest, hash: digest };
    const facts = { actor, state: action, ...(someone === null ? {} : { person: someone }) };
    await keep('audit_entry', { ...link, action, actor_id: actor, actor_role: 'office', seeker_id: someone }, facts);
  }
  await keep('audit_day', { day: '2007-01-01', number: acts.length, hash: digest, key_version: 1, seal: digest }, { id: '2007-01-01' });
}

/** Whose acts the world remembers. */
export type Users = Record<'office' | 'seeker' | 'broker', string>;

/** What no application reads from a table, and what everybody may know. */
async function signInRows(app: TestApp, keep: Keep, known: Row[], user: string): Promise<void> {
  await keep('password', { account_id: user, hash: '' }, { id: user });
  const digest = Buffer.from('00', 'hex');
  await keep('session', { account_id: user, expires_at: '2007-01-01', family_hash: digest, current_hash: digest }, { account: user });
  await keep('lock_out', { id: user }, { account: user });
  await keep('world', { name: '甲', scale: 1 }, { id: 'true' });
  await keep('world_step', { name: '甲', row_count: 1, seconds: 1 }, { id: '甲' });
  const [migration] = await app.sql<{ name: string }>('select name from mikro_orm_migrations limit 1');
  known.push(
    { table: 'mikro_orm_migrations', id: migration!.name },
    { table: 'audit_limit', id: 'REVEALED' },
    { table: 'retention_rule', id: 'SEEKER' },
    { table: 'key_in_use', id: 'master' },
  );
}
