import type { FeedEvent } from './log.js';

/** What a subscription resolver gives: which stream, from where, and which of its events. The transport does the rest. */
export class Following implements AsyncIterable<FeedEvent> {
  constructor(
    readonly stream: string,
    /** The number of the last event that the client has. */
    readonly after: number,
    /** What must be the same for two viewers to be shown the same: the role, for one. */
    readonly audience: string,
    /** The name of the argument that holds the cursor: those who differ in nothing else share. */
    readonly cursor: string,
    readonly accepts: (event: FeedEvent) => boolean = () => true,
  ) {}

  [Symbol.asyncIterator](): never {
    throw new Error('a feed is followed over a socket');
  }
}
