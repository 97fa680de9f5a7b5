import { randomUUID } from 'node:crypto';
import type { TestApp } from '../support/app.js';
import type { Institution, Row } from './world.js';

/** A row as the world keeps it, with the facts that say whose it is. */
export type Keep = (table: string, values: Record<string, unknown>, facts?: Partial<Row>) => Promise<string>;
interface Place {
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
    [A, 0, brokerA, 2],
    [B, 4, null, 6],
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
export async function planRows(keep: Keep, { B, brokerA }: { B: Place; brokerA: Institution }): Promise<void> {
  for (const at of [null, brokerA]) {
    const facts = { home: B.path, ...(at ? { institution: at } : {}) };
    const plan = await keep('plan', { year: 2007, region_id: B.id, region_path: B.path, institution_id: at?.id ?? null, target: 100 }, facts);
    await keep('plan_revision', { plan_id: plan, from_target: 90, to_target: 100, reason: '新增' }, facts);
  }
}
