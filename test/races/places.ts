import type pg from 'pg';
import { v7 } from 'uuid';
import { shift } from '../../src/modules/quotas/ledger.js';
import { post } from '../../src/modules/quotas/ledger.sql.js';
import { ANONYMOUS, settingsOf, type Viewer } from '../../src/platform/access/viewer.js';

/** A tree of places that everybody wants: a pool and two parts. */
export interface Tree {
  readonly top: string;
  readonly parts: readonly [string, string];
  readonly places: number;
}

export const quotasOf = ({ top, parts }: Tree): string[] => [top, ...parts];

async function quota(owner: pg.ClientBase, destination: string, parent: string | null): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `insert into quota (id, year, origin_id, origin_path, destination_id, destination_path, parent_id, root_id)
     select uuidv7(), extract(year from app_today()) + 1, o.id, o.path, d.id, d.path, $2, $2 from region o, region d where o.code = '500101' and d.code = $1 returning id`,
    [destination, parent],
  );
  return rows[0]!.id;
}

/** Two fifths for each part, one fifth left in the pool. */
export async function plant(owner: pg.ClientBase, places: number): Promise<Tree> {
  const top = await quota(owner, '310000', null);
  const parts = [await quota(owner, '310115', top), await quota(owner, '310101', top)] as const;
  const each = Math.floor((places * 2) / 5);
  const move = (legs: object[]) => owner.query(post(), [v7(), 'ISSUE', false, JSON.stringify(legs.map((leg, at) => ({ leg: at + 1, ...leg })))]);
  await move(shift(top, 'OFFERED', 'FREE', places));
  for (const part of parts) await move([...shift(top, 'FREE', 'ALLOCATED', each), ...shift(part, 'OFFERED', 'FREE', each)]);
  return { top, parts, places };
}

/** Whoever works on planted places: an office at the root. */
export const BUREAU: Viewer = { ...ANONYMOUS, role: 'office', regionPath: '/100000/500000' };
export const asBureau = { session: { variables: settingsOf(BUREAU) } };
