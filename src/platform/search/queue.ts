import type { EnqueuedTask, Meilisearch, Settings } from 'meilisearch';
import { problemOf, TIMEOUT_MS } from './client.js';
import type { Leadership } from './leadership.js';

const POLL_MS = 20;
const HEALTHY_WITHIN_MS = 1_000;
/** From a server's first sign of life until it has taken in what it was sent before. */
const GRACE_MS = 500;
const PAGE = 25_000;

/** Ends early when it is over. */
export async function pause(ms: number, over: () => boolean = () => false): Promise<void> {
  for (const end = performance.now() + ms; performance.now() < end && !over();)
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, Math.min(50, end - performance.now()))));
}

/** The index server as its one writer uses it. It acknowledges before it works: what it has really done, its tasks say. */
export class SearchQueue {
  constructor(
    private readonly search: Meilisearch,
    private readonly stopped: () => boolean,
  ) {}

  add(index: string, documents: readonly object[], leadership: Leadership): Promise<EnqueuedTask> {
    this.#led(leadership);
    return this.search.index(index).addDocuments([...documents] as Record<string, unknown>[], { primaryKey: 'id' });
  }

  remove(index: string, ids: readonly string[], leadership: Leadership): Promise<EnqueuedTask> {
    this.#led(leadership);
    return this.search.index(index).deleteDocuments([...ids]);
  }

  /** Waits for tasks; null, or why the index refuses what is in them. Any other failure is thrown. */
  async refusal(tasks: readonly EnqueuedTask[]): Promise<string | null> {
    let refused: string | null = null;
    for (const { taskUid } of tasks) {
      const { status, error } = await this.#ended(taskUid);
      if (status === 'succeeded') continue;
      if (error?.type !== 'invalid_request') throw new Error(`search task ${taskUid} ${status}: ${error?.code}`);
      refused ??= error.code;
    }
    return refused;
  }

  /** When the index was made, as the server says: another index has another time. Null when there is none of that name. */
  async made(index: string): Promise<string | null> {
    try {
      return String((await this.search.getRawIndex(index)).createdAt);
    } catch (error) {
      if (problemOf(error)?.code === 'index_not_found') return null;
      throw error;
    }
  }

  settings(index: string): Promise<Settings> {
    return this.search.index(index).getSettings();
  }

  /** An empty index with these settings; one that is there already keeps its documents. */
  async make(index: string, settings: Settings, leadership: Leadership): Promise<void> {
    this.#led(leadership);
    await this.#ended((await this.search.createIndex(index, { primaryKey: 'id' })).taskUid);
    await this.#succeeded(await this.search.index(index).updateSettings(settings));
  }

  async drop(index: string, leadership: Leadership): Promise<void> {
    this.#led(leadership);
    await this.#ended((await this.search.deleteIndex(index)).taskUid);
  }

  /** Puts one index in the place of another, at once for whoever searches; `rename` when there is no other. */
  async swap(fresh: string, index: string, rename: boolean, leadership: Leadership): Promise<void> {
    this.#led(leadership);
    await this.#succeeded(await this.search.swapIndexes([{ indexes: [fresh, index], rename }]));
  }

  /** Every document with its version. Exact while nobody writes. */
  async versions(index: string): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    for (let offset = 0; ; offset += PAGE) {
      const page = await this.search.index(index).getDocuments<{ id: string; _v: number }>({ limit: PAGE, offset, fields: ['id', '_v'] });
      for (const { id, _v } of page.results) found.set(id, _v);
      if (page.results.length < PAGE) return found;
    }
  }

  /** Forgets tasks that ended before; a server that keeps too many takes no more. */
  async tidy(endedBefore: Date): Promise<void> {
    const query = { statuses: ['succeeded', 'failed', 'canceled'] as const, beforeFinishedAt: endedBefore.toISOString() };
    await this.#ended((await this.search.tasks.deleteTasks({ ...query, statuses: [...query.statuses] })).taskUid);
  }

  /** Tasks that wait or run. */
  async length(): Promise<number> {
    return (await this.search.tasks.getTasks({ statuses: ['enqueued', 'processing'], limit: 1 })).total;
  }

  async bytes(): Promise<number> {
    return (await this.search.getStats()).databaseSize;
  }

  /**
   * Until nothing that was sent before can still arrive: the server answers, has had time for what lay before it, and no
   * task of these indexes is open. A sender that may wake up is given the time of one request more.
   */
  async settled(indexes: readonly string[], wakes: boolean, sure: () => boolean): Promise<void> {
    const over = (): boolean => this.stopped() || !sure();
    while (!over()) {
      const answers = await this.search.multiSearch({ queries: [] }, { signal: AbortSignal.timeout(HEALTHY_WITHIN_MS) }).then(
        () => true,
        (error: unknown) => (problemOf(error)?.status ?? 500) < 500,
      );
      if (answers) break;
      await pause(250, over);
    }
    await pause(wakes ? TIMEOUT_MS : GRACE_MS, over);
    const open = { statuses: ['enqueued', 'processing'] as ('enqueued' | 'processing')[], limit: 1 };
    const left = async (): Promise<number> =>
      (await this.search.tasks.getTasks({ ...open, indexUids: [...indexes] })).total +
      (await this.search.tasks.getTasks({ ...open, types: ['indexSwap'] })).total;
    while (!over() && (await left()) > 0) await pause(100, over);
    if (over()) throw new Error('stopped, or not the leader any more');
  }

  async #succeeded(task: EnqueuedTask): Promise<void> {
    const { status, error } = await this.#ended(task.taskUid);
    if (status !== 'succeeded') throw new Error(`search task ${task.taskUid} ${status}: ${error?.code}`);
  }

  async #ended(uid: number): ReturnType<Meilisearch['tasks']['getTask']> {
    for (;;) {
      if (this.stopped()) throw new Error('stopped');
      const task = await this.search.tasks.getTask(uid);
      if (task.status !== 'enqueued' && task.status !== 'processing') return task;
      await pause(POLL_MS);
    }
  }

  #led(leadership: Leadership): void {
    if (!leadership.sure) throw new Error('another process may lead the relay by now');
  }
}
