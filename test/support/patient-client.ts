import type { Random } from '../../seeds/random.js';
import { pause } from '../../src/platform/embedded/process.js';

interface Body {
  data?: Record<string, Payload | null> | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

export interface Payload {
  userErrors: { code: string; path: string[]; message: string }[];
  [part: string]: unknown;
}

const ANSWER_WITHIN_MS = 5_000;
const GIVE_UP_AFTER_MS = 60_000;
/** The server, or something behind it, is away: nobody knows whether the effect took place. */
const OPEN_ENDED = new Set(['INTERNAL', 'UNAVAILABLE']);

/** What every client should do: send the same request again, with the same key, until there is an answer. */
export class PatientClient {
  /** Requests that had to be sent again. */
  repeated = 0;
  /** Nobody waits for its answers any more. */
  abandoned = false;

  constructor(
    private readonly address: string | (() => string),
    private readonly token: string,
    private readonly random: Random,
  ) {}

  /** The payload of a mutation that runs exactly one effect. */
  mutate(query: string, variables: object): Promise<Payload> {
    return this.#patiently(query, () => this.#once(query, variables));
  }

  /** The data of a query. */
  read(query: string, variables: object = {}): Promise<object> {
    return this.#patiently(query, async () => {
      const body = await this.#answered(query, variables);
      if (body?.errors) throw new Error(`${query}\n${JSON.stringify(body)}`);
      return body?.data ?? undefined;
    });
  }

  async #patiently<T>(query: string, send: () => Promise<T | undefined>): Promise<T> {
    const deadline = performance.now() + GIVE_UP_AFTER_MS;
    for (;;) {
      const answer = await send();
      if (answer) return answer;
      if (this.abandoned || performance.now() > deadline) throw new Error(`no answer within ${GIVE_UP_AFTER_MS} ms: ${query}`);
      this.repeated += 1;
      await pause(this.random.whole(20, 200));
    }
  }

  async #once(query: string, variables: object): Promise<Payload | undefined> {
    const body = await this.#answered(query, variables);
    if (!body) return undefined;
    const payload = body.data && Object.values(body.data)[0];
    if (body.errors || !payload) throw new Error(`${query}\n${JSON.stringify(variables)}\n${JSON.stringify(body)}`);
    return payload.userErrors[0]?.code === 'IDEMPOTENCY_IN_PROGRESS' ? undefined : payload;
  }

  /** What is an answer, whatever it says. */
  async #answered(query: string, variables: object): Promise<Body | undefined> {
    const body = await this.#send(JSON.stringify({ query, variables }));
    const code = body?.errors?.[0]?.extensions?.code;
    return code !== undefined && OPEN_ENDED.has(code) ? undefined : body;
  }

  async #send(body: string): Promise<Body | undefined> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.token}` };
    try {
      const url = typeof this.address === 'string' ? this.address : this.address();
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      return (await response.json()) as Body;
    } catch {
      return undefined; // refused, reset, cut off in the middle, or late
    }
  }
}
