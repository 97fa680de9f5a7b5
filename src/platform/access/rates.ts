import { Mistake } from '../graphql/errors.js';

/** What an operation costs its principal, in points, rows on top; and what a list or a sheet over HTTP does, of whatever length. */
export const POINTS = { request: 1, search: 4, write: 4, lookUp: 20, signIn: 60, list: 30, sheet: 60 };
export type Kind = keyof typeof POINTS;

const ROWS_PER_POINT = 100;
export const pointsOf = (kinds: readonly Kind[], rows: number): number =>
  kinds.reduce((sum, kind) => sum + POINTS[kind], Math.floor(rows / ROWS_PER_POINT));

export interface RateLimits {
  readonly pointsPerMinute: number;
  readonly pointsAtOnce: number;
  /** How many principals are kept in mind; beyond it the one longest unseen is forgotten. */
  readonly principals: number;
}

/** A user, a device or a key by its account; a stranger by the address, IPv6 by its network. */
export const principalOf = (viewer: { readonly userId: string | null }, address: string): string => viewer.userId ?? addressOf(address);

/** A host gets a whole /64, so its address is the network's. */
export function addressOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address.replace('::ffff:', '');
  const [head, tail] = address.split('::').map((side) => side.split(':').filter((group) => group !== ''));
  const zeros = tail ? 8 - head!.length - tail.length : 0;
  return [...head!, ...Array<string>(zeros).fill('0'), ...(tail ?? [])].slice(0, 4).join(':');
}

/** A bucket of points for each principal, filled steadily; kept as the one instant at which it is full again. */
export class Rates {
  readonly #fullAt = new Map<string, number>();
  readonly #perPoint: number;

  constructor(private readonly limits: RateLimits) {
    this.#perPoint = 60_000 / limits.pointsPerMinute;
  }

  /** Refuses with RATE_LIMITED and the seconds to wait, and then takes nothing. */
  take(principal: string, points: number): void {
    const now = performance.now();
    const price = points * this.#perPoint;
    const fullAt = Math.max(this.#fullAt.get(principal) ?? now, now) + price;
    const wait = fullAt - now - this.limits.pointsAtOnce * this.#perPoint;
    if (wait >= 1) {
      const retryAfter = Math.ceil(wait / 1_000);
      const words = { zh: `请求过于频繁，请 ${retryAfter} 秒后重试`, en: `Too many requests; try again in ${retryAfter} s` };
      throw new Mistake('RATE_LIMITED', words, { retryAfter });
    }
    this.#fullAt.delete(principal); // to the end of the order of insertion
    if (this.#fullAt.size >= this.limits.principals) this.#fullAt.delete(this.#fullAt.keys().next().value!);
    this.#fullAt.set(principal, fullAt);
  }

  get size(): number {
    return this.#fullAt.size;
  }
}
