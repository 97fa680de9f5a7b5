import type { FastifyReply, FastifyRequest, RouteGenericInterface } from 'fastify';
import { asked } from '../access/routes.js';
import type { Context } from '../graphql/context.js';
import { Mistake } from '../graphql/errors.js';

/** Sheets that one process takes in at a time; each holds a connection of ten, and the others are everybody's. */
const MOST_AT_ONCE = 4;
const SECONDS = 5;

const running = new Set<string>();

/** One sheet of an account at a time, and a few of all. */
export async function inTurn<T>(account: string, work: () => Promise<T>): Promise<T> {
  if (running.has(account))
    throw new Mistake(
      'RATE_LIMITED',
      {
        zh: '您的上一份表格还在办理，请等它办完再提交下一份',
        en: 'Your sheet before this one is still being taken in; send the next when it is done',
      },
      { retryAfter: SECONDS },
    );
  if (running.size >= MOST_AT_ONCE)
    throw new Mistake(
      'UNAVAILABLE',
      { zh: '正在办理的表格较多，请稍后再提交', en: 'Several sheets are being taken in; send this one again in a moment' },
      { retryAfter: SECONDS },
    );
  running.add(account);
  try {
    return await work();
  } finally {
    running.delete(account);
  }
}

/** A handler that takes a sheet, in turn. */
export const takingSheet = <R extends RouteGenericInterface>(
  work: (context: Context, request: FastifyRequest<R>, reply: FastifyReply) => Promise<unknown>,
): ReturnType<typeof asked<R>> => asked<R>((context, request, reply) => inTurn(context.viewer.userId!, () => work(context, request, reply)));

/** Stops work for somebody who went away; whatever is committed stays. */
export function assertThere({ raw }: Pick<FastifyRequest, 'raw'>): void {
  if (raw.socket.destroyed) throw new Mistake('BAD_REQUEST', { zh: '连接已断开', en: 'The connection is gone' });
}
