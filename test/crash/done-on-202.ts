import { SearchQueue } from '../../src/platform/search/queue.js';

/** A mutant of the relay, loaded before the server: it takes the acknowledgement of the index (202) for its work. */
SearchQueue.prototype.refusal = () => Promise.resolve(null);
