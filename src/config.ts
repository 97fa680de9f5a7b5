import { resolve } from 'node:path';
import { z } from 'zod';
import { type Limits, LIMITS, limitVariable } from './platform/graphql/limits.js';

const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), `a URL of ${protocols.join(' or ')}`);

const origins = z.string().transform((text, context) => {
  const list = text.split(',').map((one) => one.trim());
  const wrong = list.filter((one) => !URL.canParse(one) || new URL(one).origin !== one);
  if (wrong.length > 0) context.addIssue({ code: 'custom', message: 'origins such as https://desk.example, separated by commas' });
  return list;
});

const limit = z.coerce.number().int().min(1).optional();
const limits = Object.fromEntries(Object.keys(LIMITS).map((name) => [limitVariable(name), limit]));

const environment = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
    HOST: z.string().min(1).default('127.0.0.1'),
    DATA_DIR: z.string().min(1).default('./data'),
    DATABASE_URL: url('postgresql:', 'postgres:').optional(),
    DATABASE_OWNER_URL: url('postgresql:', 'postgres:').optional(),
    MEILI_URL: url('http:', 'https:').optional(),
    MEILI_KEY: z.string().min(1).optional(),
    EXPLORER: z.enum(['0', '1']).optional(),
    NODE_ENV: z.string().optional(),
    TRUSTED_ONLY: z.enum(['0', '1']).optional(),
    ORIGINS: origins.default([]),
    PROXIES: z
      .string()
      .transform((text) => text.split(',').map((one) => one.trim()))
      .default([]),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    TEST_IDS: z.enum(['true', 'false']).optional(),
    ...limits,
  })
  .superRefine((env, context) => {
    const pair = (a: 'DATABASE_URL' | 'MEILI_URL', b: 'DATABASE_OWNER_URL' | 'MEILI_KEY'): void => {
      if ((env[a] === undefined) !== (env[b] === undefined)) {
        context.addIssue({
          code: 'custom',
          path: [env[a] === undefined ? a : b],
          message: `is needed together with ${env[a] === undefined ? b : a}`,
        });
      }
    };
    pair('DATABASE_URL', 'DATABASE_OWNER_URL');
    pair('MEILI_URL', 'MEILI_KEY');
  });

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly loopback: boolean;
  readonly dataDir: string;
  /** Real servers; where absent the embedded ones are started. */
  readonly database: { readonly appUrl: string; readonly ownerUrl: string } | null;
  readonly search: { readonly url: string; readonly key: string } | null;
  readonly explorer: boolean;
  /** Everybody sends trusted documents; else only the anonymous and kiosks must. */
  readonly trustedOnly: boolean;
  /** Web origins beside the server's own. */
  readonly origins: readonly string[];
  /** Reverse proxies whose `X-Forwarded-*` headers are believed. */
  readonly proxies: readonly string[];
  readonly limits: Limits;
  readonly logLevel: string;
  /** Accept resident IDs of the unassigned prefix 5099; on in the embedded demonstration world. */
  readonly testIds: boolean;
}

export class WrongConfiguration extends Error {}

/** The only reader of the environment. Every wrong variable is named in one message. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(present);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`).join('\n');
    throw new WrongConfiguration(`环境变量有误 Wrong environment variables:\n${wrong}`);
  }
  const value = parsed.data;
  const loopback = ['127.0.0.1', 'localhost', '::1'].includes(value.HOST);
  return Object.freeze({
    port: value.PORT,
    host: value.HOST,
    loopback,
    dataDir: resolve(value.DATA_DIR),
    database: value.DATABASE_URL ? { appUrl: value.DATABASE_URL, ownerUrl: value.DATABASE_OWNER_URL as string } : null,
    search: value.MEILI_URL ? { url: value.MEILI_URL, key: value.MEILI_KEY as string } : null,
    explorer: value.EXPLORER === undefined ? loopback : value.EXPLORER === '1',
    trustedOnly: value.TRUSTED_ONLY === undefined ? value.NODE_ENV === 'production' : value.TRUSTED_ONLY === '1',
    origins: value.ORIGINS,
    proxies: value.PROXIES,
    limits: Object.freeze(
      Object.fromEntries(Object.entries(LIMITS).map(([name, usual]) => [name, (value as Record<string, unknown>)[limitVariable(name)] ?? usual])),
    ) as Limits,
    logLevel: value.LOG_LEVEL,
    testIds: value.TEST_IDS === undefined ? !value.DATABASE_URL : value.TEST_IDS === 'true',
  });
}
