import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meilisearchBinary } from '../../src/platform/embedded/binaries.js';
import { freePort, launchMeilisearch, masterKey, meilisearchAnswers } from '../../src/platform/embedded/meilisearch.js';
import { alive, pause } from '../../src/platform/embedded/process.js';

export interface SearchServer {
  readonly url: string;
  readonly key: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** A real search server of its own, in a folder that goes with it; it needs no database. */
export async function startMeili(): Promise<SearchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-search-'));
  const port = await freePort();
  const server = launchMeilisearch(folder, meilisearchBinary(), port);
  const stop = async (): Promise<void> => {
    if (alive(server)) process.kill(server.pid, 'SIGTERM');
    while (alive(server)) await pause(20);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await meilisearchAnswers(folder, port, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, key: masterKey(folder), pid: server.pid, stop };
}
