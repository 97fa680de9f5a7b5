import { Mistake } from '../graphql/errors.js';
import type { Standing } from './log.js';

/** The place after an event of a stream. */
export const cursorAt = (stream: string, seq: number): string => Buffer.from(JSON.stringify(['feed', stream, seq])).toString('base64url');

const LONGEST = 200;
const wrong = (): Mistake =>
  new Mistake('BAD_USER_INPUT', { zh: '游标不属于此信息流，请不带游标重新开始', en: 'The cursor is none of this feed; start anew without one' });

function seqIn(cursor: string, stream: string): number {
  if (cursor.length > LONGEST) throw wrong();
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 3) throw wrong();
    const [kind, of, seq] = parts as unknown[];
    if (kind !== 'feed' || of !== stream || !Number.isSafeInteger(seq) || (seq as number) < 0) throw wrong();
    return seq as number;
  } catch {
    throw wrong();
  }
}

/**
 * The number that a client has already, 0 without a cursor. Refused: a cursor of another feed, one that lies ahead, and one
 * whose next event is no longer kept; that refusal carries the cursor and the counters to start from.
 */
export function startingFrom(stream: string, { last, keptFrom, tally }: Standing, cursor: string | undefined): number {
  const seq = cursor === undefined ? 0 : seqIn(cursor, stream);
  if (seq > last) throw wrong();
  if (seq + 1 >= keptFrom) return seq;
  throw new Mistake(
    'CURSOR_EXPIRED',
    {
      zh: '此后的部分事件已不再保存：请先读取当前状态，再从其游标继续',
      en: 'Some events since are no longer kept: read the present state and go on from its cursor',
    },
    { snapshot: { cursor: cursorAt(stream, last), counters: tally } },
  );
}
