import { useState } from 'preact/hooks';
import { authorized, Problem, problemOf, unreachable } from './session.ts';

const NAMED = /filename\*=UTF-8''([^;]+)/i;

/** Fetches a file of the server as who is signed in, and hands it to the browser to keep. */
export async function download(path: string, name: string, init: RequestInit = {}): Promise<void> {
  const response = await authorized(path, init).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  const given = NAMED.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const url = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement('a'), { href: url, download: given ? decodeURIComponent(given) : name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Sends a file as the body; the answer as JSON. */
export async function upload<Answer>(path: string, file: Blob, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await authorized(path, {
    method: 'POST',
    body: file,
    headers: { 'content-type': file.type || 'application/octet-stream', ...headers },
  }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Answer;
}

/** For a button that starts one: whether it runs, and what went wrong. */
export function useDownload(): {
  readonly running: boolean;
  readonly problem: Problem | undefined;
  readonly start: (path: string, name: string) => void;
} {
  const [state, set] = useState<{ running: boolean; problem: Problem | undefined }>({ running: false, problem: undefined });
  return {
    ...state,
    start: (path, name) => {
      set({ running: true, problem: undefined });
      download(path, name).then(
        () => set({ running: false, problem: undefined }),
        (error: unknown) => set({ running: false, problem: error instanceof Problem ? error : unreachable() }),
      );
    },
  };
}
