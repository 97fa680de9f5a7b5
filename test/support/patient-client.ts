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
    private readonly url: string,
    private readonly token: string,
    private readonly random: Random,
  ) {}

  /** The payload of a mutation that runs exactly one effect. */
  async mutate(query: string, variables: object): Promise<Payload> {
    const deadline = performance.now() + GIVE_UP_AFTER_MS;
    for (;;) {
      const payload = await this.#once(query, variables);
      if (payload) return payload;
      if (this.abandoned || performance.now() > deadline) throw new Error(`no answer within ${GIVE_UP_AFTER_MS} ms: ${query}`);
      this.repeated += 1;
      await pause(this.random.whole(20, 200));
    }
  }

  async #once(query: string, variables: object): Promise<Payload | undefined> {
    const body = await this.#send(JSON.stringify({ query, variables }));
    if (!body) return undefined;
    const code = body.errors?.[0]?.extensions?.code;
    if (code !== undefined && OPEN_ENDED.has(code)) return undefined;
    const payload = body.data && Object.values(body.data)[0];
    if (body.errors || !payload) throw new Error(`${query}\n${JSON.stringify(variables)}\n${JSON.stringify(body)}`);
    return payload.userErrors[0]?.code === 'IDEMPOTENCY_IN_PROGRESS' ? undefined : payload;
  }

  async #send(body: string): Promise<Body | undefined> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.token}` };
    try {
      const response = await fetch(`${this.url}/graphql`, { method: 'POST', headers, body, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      return (await response.json()) as Body;
    } catch {
      return undefined; // refused, reset, cut off in the middle, or late
    }
  }
}
