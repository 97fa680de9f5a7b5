import { Agent, request } from 'node:http';

export interface Shot {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Measured {
  p50: number;
  p99: number;
  perSecond: number;
}

/** Sends each shot in turn from so many connections until the time is over; a wrong answer ends the run. */
export async function fire(shots: readonly Shot[], clients: number, ms: number): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times: number[] = [];
  let next = 0;
  const until = performance.now() + ms;
  const began = performance.now();
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      const shot = shots[next++ % shots.length]!;
      const start = performance.now();
      await send(agent, shot);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: clients }, worker));
  const seconds = (performance.now() - began) / 1_000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  return { p50: at(0.5), p99: at(0.99), perSecond: times.length / seconds };
}

export function send(agent: Agent, { url, headers, body }: Shot): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method: body === '' ? 'GET' : 'POST', agent, headers: { ...headers, ...(body === '' ? {} : { 'content-length': Buffer.byteLength(body) }) } },
      (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (incoming.statusCode !== 200 || text.includes('"errors":[')) reject(new Error(`${incoming.statusCode} ${text.slice(0, 500)}`));
          else resolve(text);
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
