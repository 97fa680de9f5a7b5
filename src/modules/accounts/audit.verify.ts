import type { ClientBase } from 'pg';
import { Journal } from '../../platform/privacy/journal.js';
import type { Vault } from '../../platform/privacy/vault.js';
import { HEADS, type Head, hashOf, type Link, LINK_COLUMNS, sealOfDay, START } from './audit.chain.js';

export type AuditFault = 'CHANGED' | 'SWAPPED' | 'DELETED' | 'TRUNCATED' | 'DAY_FORGED' | 'NOTE_FORGED';

/** What is wrong, and where. */
export interface Finding {
  readonly fault: AuditFault;
  readonly day: string | null;
  /** Of the rows concerned; of the line in the journal for NOTE_FORGED. */
  readonly numbers: readonly number[];
}

export interface Verdict {
  readonly rows: number;
  readonly days: number;
  readonly findings: readonly Finding[];
}

interface Row {
  readonly link: Link;
  readonly keyVersion: number;
  readonly previous: Buffer;
  readonly hash: Buffer;
}

const PAGE = 10_000;
/** Each pair of broken rows of a day is compared, to tell an exchange from a change. */
const MOST_COMPARED = 500;

/** Walks the whole chain and compares it with the heads in the database and beside the keys. */
export async function verifyAudit(client: ClientBase, vault: Vault): Promise<Verdict> {
  const findings: Finding[] = [];
  const notes = notedHeads(vault, findings);
  await client.query('begin isolation level repeatable read read only');
  try {
    for (const head of await sealedDays(client, vault, findings)) notes.push(head);
    const walk = new Walk(vault, notes);
    for await (const rows of pages(client)) for (const row of rows) walk.take(row);
    findings.push(...walk.end());
    return { rows: walk.rows, days: walk.days, findings };
  } finally {
    await client.query('rollback');
  }
}

function notedHeads(vault: Vault, findings: Finding[]): Head[] {
  return new Journal<Head>(vault, HEADS).read().flatMap(({ line, entry }) => {
    if (entry !== undefined) return [entry];
    findings.push({ fault: 'NOTE_FORGED', day: null, numbers: [line] });
    return [];
  });
}

async function sealedDays(client: ClientBase, vault: Vault, findings: Finding[]): Promise<Head[]> {
  const { rows } = await client.query<Head & { key_version: number; seal: Buffer }>(
    `select day::text as day, number, encode(hash, 'hex') as hash, key_version, seal from audit_day order by day`,
  );
  return rows.flatMap(({ day, number, hash, key_version, seal }) => {
    if (sealOfDay(vault.keys, key_version, { day, number, hash })?.equals(seal)) return [{ day, number, hash }];
    findings.push({ fault: 'DAY_FORGED', day, numbers: [number] });
    return [];
  });
}

async function* pages(client: ClientBase): AsyncGenerator<Row[]> {
  let after: [string, number] = ['-infinity', 0];
  for (;;) {
    const { rows } = await client.query<unknown[]>({
      text: `select ${LINK_COLUMNS} from audit_entry a where (a.day, a.number) > ($1::date, $2::int) order by a.day, a.number limit ${PAGE}`,
      values: after,
      rowMode: 'array',
    });
    if (rows.length === 0) return;
    const page = rows.map(rowOf);
    yield page;
    const { day, number } = page.at(-1)!.link;
    after = [day, number];
  }
}

function rowOf(row: readonly unknown[]): Row {
  const [day, number, id, micros, action, actorId, actorRole, actorName, seekerId, accountId, field, recipientId, reason, request] = row;
  const link = { day, number, id, micros, action, actorId, actorRole, actorName, seekerId, accountId, field, recipientId, reason, request } as Link;
  const [keyVersion, previous, hash] = row.slice(14) as [number, Buffer, Buffer];
  return { link, keyVersion, previous, hash };
}

/** The chain row by row; what it finds is complete only after `end`. */
class Walk {
  rows = 0;
  days = 0;
  readonly #findings: Finding[] = [];
  readonly #heads: Map<string, Map<number, Set<string>>>;
  #day = '';
  #number = 0;
  #last: Row | undefined;
  #ended: { day: string; number: number } | undefined;
  #broken: Row[] = [];

  constructor(
    private readonly vault: Vault,
    notes: readonly Head[],
  ) {
    this.#heads = new Map([...Map.groupBy(notes, ({ day }) => day)].map(([day, heads]) => [day, byNumber(heads)]));
  }

  take(row: Row): void {
    const { day, number } = row.link;
    if (day !== this.#day) this.#turn(day);
    this.rows += 1;
    const whole = this.#hash(row.keyVersion, row.link, row.previous)?.equals(row.hash) === true;
    if (!whole) this.#broken.push(row);
    if (number > this.#number + 1) this.#find('DELETED', from(this.#number + 1, number - 1));
    else if (whole && !this.#follows(row)) this.#unlinked(number);
    const noted = this.#heads.get(day)?.get(number);
    if (noted && whole && !noted.has(row.hash.toString('hex'))) this.#find('TRUNCATED', [number]);
    this.#heads.get(day)?.delete(number);
    this.#number = number;
    this.#last = row;
  }

  /** A row after a broken one is not judged by its link: the broken one is named. */
  #follows(row: Row): boolean {
    if (this.#last !== undefined && this.#broken.includes(this.#last)) return true;
    return row.previous.equals(this.#last?.hash ?? START);
  }

  /** The first row of a day that follows nothing: what stood last before it is gone. */
  #unlinked(number: number): void {
    const before = this.#ended;
    if (number > 1 || before === undefined) return this.#find('CHANGED', [number]);
    const known = this.#findings.some(({ fault, day }) => fault === 'TRUNCATED' && day === before.day);
    if (!known) this.#findings.push({ fault: 'TRUNCATED', day: before.day, numbers: [before.number + 1] });
  }

  end(): Finding[] {
    this.#turn('');
    for (const [day, left] of this.#heads) {
      const last = Math.max(0, ...left.keys());
      if (last > 0) this.#findings.push({ fault: 'TRUNCATED', day, numbers: from(1, last) });
    }
    return this.#findings;
  }

  /** The day that was walked is over: rows that a head knows beyond its last one are gone. */
  #turn(next: string): void {
    if (this.#day !== '') {
      this.#name();
      const beyond = [...(this.#heads.get(this.#day)?.keys() ?? [])].filter((number) => number > this.#number);
      if (beyond.length > 0) this.#find('TRUNCATED', from(this.#number + 1, Math.max(...beyond)));
      this.#heads.delete(this.#day);
      this.#ended = { day: this.#day, number: this.#number };
      this.days += 1;
    }
    this.#day = next;
    this.#number = 0;
  }

  /** Tells the broken rows of a day apart: two that fit in each other's place were exchanged, the others changed. */
  #name(): void {
    const rows = this.#broken.slice(0, MOST_COMPARED);
    const exchanged = rows.filter((row) => rows.some((other) => other !== row && this.#fits(row, other)));
    for (const row of this.#broken) this.#find(exchanged.includes(row) ? 'SWAPPED' : 'CHANGED', [row.link.number]);
    this.#broken = [];
  }

  /** Whether the content of a row is what one of the two hashes was made of, in the place of the other. */
  #fits(row: Row, other: Row): boolean {
    const there = { ...row.link, number: other.link.number };
    return (
      this.#hash(row.keyVersion, there, row.previous)?.equals(row.hash) === true ||
      this.#hash(other.keyVersion, there, other.previous)?.equals(other.hash) === true
    );
  }

  #hash(version: number, link: Link, previous: Buffer): Buffer | undefined {
    return hashOf(this.vault.keys, version, link, previous);
  }

  #find(fault: AuditFault, numbers: readonly number[]): void {
    this.#findings.push({ fault, day: this.#day, numbers });
  }
}

const byNumber = (heads: readonly Head[]): Map<number, Set<string>> =>
  new Map([...Map.groupBy(heads, ({ number }) => number)].map(([number, same]) => [number, new Set(same.map(({ hash }) => hash))]));

const from = (first: number, last: number): number[] => Array.from({ length: Math.min(last - first + 1, 1_000) }, (_, at) => first + at);
