import type { Relay } from '../platform/search/relay.js';

/** One line of progress on stderr; stdout is kept for what a program may read. */
export const say = (zh: string, en: string): void => void process.stderr.write(`${zh} · ${en}\n`);

/** Carries what is dirty into the index, telling how far it is; returns how many rows were carried. */
export const carry = (relay: Relay): Promise<number> =>
  relay.drain((done, left) => say(`  检索索引 ${done}，剩余 ${left}`, `search index ${done}, left ${left}`));
