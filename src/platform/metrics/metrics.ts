import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, register } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const KEYS = [1, 2, 5, 10, 20, 50, 100, 250, 1_000];
/** Of what the caller named and this server does not know: a label of its own for each would be memory for the asking. */
export const OTHER = 'other';

let whole: Registry | undefined;
/** Of the process: memory, processor, garbage, event loop; once, however many applications live in it. */
function ofProcess(): Registry {
  if (!whole) {
    collectDefaultMetrics();
    whole = register as Registry;
  }
  return whole;
}

/** Reads a number when the metrics are asked for. */
export type Reading = () => number | Promise<number>;

/** What the platform counts of itself. Labels come from the server's own lists alone: names of trusted operations, codes, jobs. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #registers = [this.#registry];

  readonly operations = new Histogram({
    name: 'jiangqiao_operation_seconds',
    help: 'Operations from admission to answer, by name of the trusted document, or other; outcome is ok or the code of the first error.',
    labelNames: ['operation', 'outcome'] as const,
    buckets: SECONDS,
    registers: this.#registers,
  });
  readonly errors = new Counter({
    name: 'jiangqiao_errors_total',
    help: 'Errors that were answered, by code.',
    labelNames: ['code'] as const,
    registers: this.#registers,
  });
  readonly refusals = new Counter({
    name: 'jiangqiao_refusals_total',
    help: 'What the domain declined, by code.',
    labelNames: ['code'] as const,
    registers: this.#registers,
  });
  readonly batches = new Histogram({
    name: 'jiangqiao_batch_keys',
    help: 'Keys that a loader put into one statement.',
    buckets: KEYS,
    registers: this.#registers,
  });
  readonly jobs = new Histogram({
    name: 'jiangqiao_job_seconds',
    help: 'Runs of scheduled work in this process.',
    labelNames: ['job', 'outcome'] as const,
    buckets: SECONDS,
    registers: this.#registers,
  });
  readonly lostConnections = new Counter({
    name: 'jiangqiao_database_connections_lost_total',
    help: 'Connections to the database that broke.',
    registers: this.#registers,
  });

  /** Of each server that is open. */
  readonly sockets = new Set<() => number>();

  constructor() {
    this.gauge('sockets', 'Open sockets.', () => [...this.sockets].reduce((sum, count) => sum + count(), 0));
  }

  /** A number that is looked up when somebody asks; one that cannot be read then is left out. */
  gauge(name: string, help: string, read: Reading): void {
    const gauge: Gauge = new Gauge({
      name: `jiangqiao_${name}`,
      help,
      registers: this.#registers,
      collect: async () => {
        try {
          gauge.set(await read());
        } catch {
          gauge.reset();
          gauge.set(Number.NaN);
        }
      },
    });
  }

  /** Numbers by one label of a bounded set. */
  gauges(name: string, help: string, label: string, read: () => Promise<Readonly<Record<string, number>>>): void {
    const gauge: Gauge = new Gauge({
      name: `jiangqiao_${name}`,
      help,
      labelNames: [label],
      registers: this.#registers,
      collect: async () => {
        gauge.reset();
        for (const [value, number] of Object.entries(await read().catch(() => ({})))) gauge.set({ [label]: value }, number);
      },
    });
  }

  /** In the text form of Prometheus. */
  async text(): Promise<string> {
    return Registry.merge([this.#registry, ofProcess()]).metrics();
  }
}

export const METRICS_TYPE = register.contentType;
