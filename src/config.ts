import { resolve } from 'node:path';
import { z } from 'zod';
import { type Limits, LIMITS, limitVariable } from './platform/graphql/limits.js';

const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `须为 ${protocols.join(' 或 ')} 开头的地址 · a URL of ${protocols.join(' or ')}`,
  });
const oneOf = <const T extends readonly string[]>(...words: T) =>
  z.enum(words, { error: `须为 ${words.join('、')} 之一 · one of ${words.join(', ')}` });
const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, { error: '须为 0 到 65535 的整数 · a whole number from 0 to 65535' })
  .transform(Number);

const words = z.string().transform((text) => text.split(',').map((one) => one.trim()));
const origins = words.refine((list) => list.every((one) => URL.canParse(one) && new URL(one).origin === one), {
  error: '须为以逗号分隔的来源，如 https://desk.example · origins such as https://desk.example, separated by commas',
});
const limit = z
  .string()
  .refine((text) => /^[1-9]\d{0,11}$/.test(text), { error: '须为正整数 · a positive whole number' })
  .transform(Number)
  .optional();
const limits = Object.fromEntries(Object.keys(LIMITS).map((name) => [limitVariable(name), limit]));

const environment = z.object({
  ...limits,
  PORT: port.default(4000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: url('postgresql:', 'postgres:').optional(),
  DATABASE_OWNER_URL: url('postgresql:', 'postgres:').optional(),
  MEILI_URL: url('http:', 'https:').optional(),
  MEILI_KEY: z.string().optional(),
  EXPLORER: oneOf('0', '1').optional(),
  NODE_ENV: z.string().optional(),
  TRUSTED_ONLY: oneOf('0', '1').optional(),
  ORIGINS: origins.default([]),
  PROXIES: words.default([]),
  LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent').default('info'),
  ARCHIVE_DIR: z.string().optional(),
  DRAIN_SECONDS: z
    .string()
    .refine((text) => /^\d{1,3}$/.test(text), { error: '须为 0 到 999 的整数 · a whole number from 0 to 999' })
    .transform(Number)
    .default(0),
  METRICS_TOKEN: z.string().min(16, { error: '至少 16 个字符 · at least 16 characters' }).optional(),
  TEST_IDS: oneOf('true', 'false').optional(),
});

/** Real servers are named all together; nobody's demonstration world stands half on them. */
const SERVERS = ['DATABASE_URL', 'DATABASE_OWNER_URL', 'MEILI_URL', 'MEILI_KEY'] as const;
function lonely(env: NodeJS.ProcessEnv): string[] {
  const given = SERVERS.filter((name) => env[name] !== undefined);
  if (given.length === 0) return [];
  return SERVERS.filter((name) => env[name] === undefined).map(
    (name) => `${name}: 须与 ${given.join('、')} 一起设置 · is needed together with ${given.join(', ')}`,
  );
}

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly loopback: boolean;
  readonly dataDir: string;
  /** Real servers; where absent the embedded ones are started. */
  readonly servers: { readonly appUrl: string; readonly ownerUrl: string; readonly meiliUrl: string; readonly meiliKey: string } | null;
  readonly explorer: boolean;
  /** Everybody sends trusted documents; else only the anonymous and kiosks must. */
  readonly trustedOnly: boolean;
  /** Web origins beside the server's own. */
  readonly origins: readonly string[];
  /** Reverse proxies whose `X-Forwarded-*` headers are believed. */
  readonly proxies: readonly string[];
  readonly limits: Limits;
  readonly logLevel: string;
  /** Where the embedded PostgreSQL keeps the log that a restore to any moment needs. */
  readonly archive: string | undefined;
  /** How long a server that stops says so before it takes no more connections: as long as a proxy needs to notice. */
  readonly drainSeconds: number;
  /** Who may read the metrics; without it whoever sits at this machine. */
  readonly metricsToken: string | undefined;
  /** Accept resident IDs of the unassigned prefix 5099; on in the embedded demonstration world. */
  readonly testIds: boolean;
}

export class WrongConfiguration extends Error {}

/** The only reader of the environment. Every wrong variable is named in one message. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(present);
  const issues = parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
  const wrong = [...issues, ...lonely(present)];
  if (!parsed.success || wrong.length > 0) {
    throw new WrongConfiguration(`环境变量有误 Wrong environment variables:\n${wrong.map((line) => `  ${line}`).join('\n')}`);
  }
  const value = parsed.data;
  const loopback = ['127.0.0.1', 'localhost', '::1'].includes(value.HOST);
  return Object.freeze({
    port: value.PORT,
    host: value.HOST,
    loopback,
    dataDir: resolve(value.DATA_DIR),
    servers:
      value.DATABASE_URL && value.DATABASE_OWNER_URL && value.MEILI_URL && value.MEILI_KEY
        ? { appUrl: value.DATABASE_URL, ownerUrl: value.DATABASE_OWNER_URL, meiliUrl: value.MEILI_URL, meiliKey: value.MEILI_KEY }
        : null,
    explorer: value.EXPLORER === undefined ? loopback : value.EXPLORER === '1',
    trustedOnly: value.TRUSTED_ONLY === undefined ? value.NODE_ENV === 'production' : value.TRUSTED_ONLY === '1',
    origins: value.ORIGINS,
    proxies: value.PROXIES,
    limits: Object.freeze(
      Object.fromEntries(Object.entries(LIMITS).map(([name, usual]) => [name, (value as Record<string, unknown>)[limitVariable(name)] ?? usual])),
    ) as Limits,
    logLevel: value.LOG_LEVEL,
    archive: value.ARCHIVE_DIR === undefined ? undefined : resolve(value.ARCHIVE_DIR),
    drainSeconds: value.DRAIN_SECONDS,
    metricsToken: value.METRICS_TOKEN,
    testIds: value.TEST_IDS === undefined ? !value.DATABASE_URL : value.TEST_IDS === 'true',
  });
}
