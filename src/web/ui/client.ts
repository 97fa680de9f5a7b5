import { useEffect, useRef, useState } from 'preact/hooks';
import { signal } from '@preact/signals';
import { createClient, type Client as Socket } from 'graphql-ws';
import { v4 as uuid } from 'uuid';
import type { Known } from './known.ts';
import { language } from './language.ts';
import { authorized, freshBearer, Problem, renewed, unreachable } from './session.ts';

interface Wrong {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly reason?: string };
}

const problemIn = ([first]: readonly Wrong[]): Problem =>
  new Problem(first?.extensions?.code ?? 'INTERNAL', first?.message ?? '', first?.extensions?.reason);

/** What an operation answers, or the `Problem` thrown. */
export async function ask<Data, Variables extends object>({ documentId }: Known<Data, Variables>, variables: Variables): Promise<Data> {
  const body = JSON.stringify({ documentId, variables });
  let answer: { data?: Data | null; errors?: Wrong[] };
  try {
    const response = await authorized('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    answer = (await response.json()) as typeof answer;
  } catch (error) {
    throw error instanceof Problem ? error : unreachable();
  }
  if (answer.data === undefined || answer.data === null) throw problemIn(answer.errors ?? []);
  return answer.data;
}

export interface Asked<Data> {
  /** What was answered last; stays while it is asked again. */
  readonly data: Data | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  /** Asks again, the same. */
  readonly reload: () => void;
}

/** Asks when the variables or the language change; nothing while `variables` is null. */
export function useAsk<Data, Variables extends object>(document: Known<Data, Variables>, variables: Variables | null): Asked<Data> {
  const [turn, setTurn] = useState(0);
  const [{ data, problem, loading }, set] = useState<Omit<Asked<Data>, 'reload'>>({
    data: undefined,
    problem: undefined,
    loading: variables !== null,
  });
  const wanted = variables === null ? null : JSON.stringify(variables);
  const spoken = language.value;
  useEffect(() => {
    if (wanted === null) return;
    let current = true;
    set((before) => ({ ...before, loading: true }));
    ask(document, JSON.parse(wanted) as Variables).then(
      (answer) => current && set({ data: answer, problem: undefined, loading: false }),
      (error: unknown) => current && set((before) => ({ ...before, problem: error instanceof Problem ? error : unreachable(), loading: false })),
    );
    return () => void (current = false);
  }, [document, wanted, turn, spoken]);
  return { data, problem, loading, reload: () => setTurn((before) => before + 1) };
}

/** What the domain declines, for the person: at which field, and what to do. */
export interface Declined {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
}

export interface Done<Data> {
  /** Null when it was declined. */
  readonly data: Data | null;
  readonly declined: readonly Declined[];
}

/** The variables of a mutation without the key, which `act` makes. */
export type Unkeyed<Variables> = { [K in keyof Variables]: K extends 'input' ? Omit<Variables[K], 'idempotencyKey'> : Variables[K] };

const PATIENCE_MS = [500, 1_500, 4_000];

/**
 * Does something once: an answer that was lost is asked for again with the same key, so that nothing happens twice. Never
 * throws; what went wrong comes as `declined` too.
 */
export async function act<Data, Variables extends object>(document: Known<Data, Variables>, variables: Unkeyed<Variables>): Promise<Done<Data>> {
  const { input } = variables as { input?: object };
  const keyed = input ? { ...variables, input: { ...input, idempotencyKey: uuid() } } : variables;
  for (let tried = 0; ; tried++) {
    try {
      const data = await ask(document, keyed as Variables);
      const [payload] = Object.values(data as Record<string, { userErrors?: Declined[] }>);
      const declined = payload?.userErrors ?? [];
      return { data: declined.length > 0 ? null : data, declined };
    } catch (error) {
      const { code, message } = error as Problem;
      if (!['UNREACHABLE', 'UNAVAILABLE'].includes(code) || tried === PATIENCE_MS.length)
        return { data: null, declined: [{ code, message, path: [] }] };
      await new Promise((goOn) => setTimeout(goOn, PATIENCE_MS[tried]));
    }
  }
}

/** Whether live news come in: `off` when nobody follows anything. */
export const line = signal<'off' | 'open' | 'cut'>('off');

/** When the server was last heard on the line, in milliseconds; 0 before. */
export const heardAt = signal(0);

const LONGEST_WAIT_MS = 10_000;
const PONG_MS = 6_000;
const WRONG_CREDENTIAL = 4403;
const TOO_SLOW = 4410;
let socket: Socket | undefined;
let followers = 0;

function theSocket(): Socket {
  let closedWith = 0;
  let unanswered: ReturnType<typeof setTimeout> | undefined;
  return (socket ??= createClient({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    lazyCloseTimeout: 2_000,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: async () => {
      if (closedWith === WRONG_CREDENTIAL) await renewed().catch(() => undefined);
      if (closedWith !== TOO_SLOW) await new Promise((goOn) => setTimeout(goOn, 200 + Math.random() * (LONGEST_WAIT_MS - 200)));
    },
    connectionParams: async () => {
      const now = await freshBearer();
      return { language: language.peek(), ...(now === undefined ? {} : { authorization: `Bearer ${now}` }) };
    },
    keepAlive: LONGEST_WAIT_MS,
    on: {
      connected: () => void (line.value = 'open'),
      message: () => void (heardAt.value = Date.now()),
      // A line that is cut without a word: no pong comes, and it is given up for a new one.
      ping: (received) => {
        if (!received) unanswered = setTimeout(() => socket?.terminate(), PONG_MS);
      },
      pong: (received) => void (received && clearTimeout(unanswered)),
      closed: (event) => {
        clearTimeout(unanswered);
        closedWith = (event as CloseEvent).code;
        line.value = followers > 0 ? 'cut' : 'off';
      },
    },
  }));
}

/**
 * Follows live news until the returned function is called, through every cut of the line. `variables` is read again at
 * each new beginning: whoever keeps the cursor of the last event in it misses none and sees none twice.
 */
export function follow<Data, Variables extends object>(
  document: Known<Data, Variables>,
  variables: Variables,
  news: (data: Data) => void,
  wrong: (problem: Problem) => void = () => undefined,
): () => void {
  followers++;
  let following = true;
  const over = (): void => {
    if (following) followers--;
    following = false;
  };
  const payload = { query: '', documentId: document.documentId, variables: variables as Record<string, unknown> };
  const end = theSocket().subscribe<Data>(payload, {
    next: ({ data, errors }) => {
      if (data) news(data);
      else if (errors) wrong(problemIn(errors as Wrong[]));
    },
    error: (error) => {
      over();
      wrong(Array.isArray(error) ? problemIn(error as Wrong[]) : unreachable());
    },
    complete: over,
  });
  return () => {
    over();
    end();
  };
}

/** Follows as long as the page is shown; nothing while `variables` is null. */
export function useFollow<Data, Variables extends object>(
  document: Known<Data, Variables>,
  variables: Variables | null,
  news: (data: Data) => void,
): void {
  const latest = useRef(news);
  latest.current = news;
  const wanted = variables === null ? null : JSON.stringify(variables);
  useEffect(
    () => (wanted === null ? undefined : follow(document, JSON.parse(wanted) as Variables, (data) => latest.current(data))),
    [document, wanted],
  );
}
