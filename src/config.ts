import { resolve } from 'node:path';
import { z } from 'zod';

const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), `a URL of ${protocols.join(' or ')}`);

const environment = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
    HOST: z.string().min(1).default('127.0.0.1'),
    DATA_DIR: z.string().min(1).default('./data'),
    DATABASE_URL: url('postgresql:', 'postgres:').optional(),
    DATABASE_OWNER_URL: url('postgresql:', 'postgres:').optional(),
    MEILI_URL: url('http:', 'https:').optional(),
    MEILI_KEY: z.string().min(1).optional(),
    EXPLORER: z.enum(['0', '1']).default('0'),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    TEST_IDS: z.enum(['true', 'false']).optional(),
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
  readonly logLevel: string;
  /** Accept resident IDs of the unassigned prefix 5099; on in the embedded demonstration world. */
  readonly testIds: boolean;
}

export class WrongConfiguration extends Error {}

/** The only reader of the environment. Every wrong variable is named in one message. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
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
    explorer: loopback || value.EXPLORER === '1',
    logLevel: value.LOG_LEVEL,
    testIds: value.TEST_IDS === undefined ? !value.DATABASE_URL : value.TEST_IDS === 'true',
  });
}
