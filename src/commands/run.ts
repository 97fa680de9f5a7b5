import { type Config, readConfig, WrongConfiguration } from '../config.js';
import { ChangedMigration } from '../platform/database/migrating.js';
import { BackupProblem } from '../platform/embedded/backup.js';
import { UnsupportedPlatform } from '../platform/embedded/index.js';
import { redactedLog } from '../platform/privacy/log.js';

/** Runs a command with the configuration of the environment; what the caller can mend is told in a sentence, not in a stack. */
export async function run(work: (config: Config) => Promise<void>): Promise<void> {
  try {
    await work(readConfig());
  } catch (error) {
    const told = sentence(error as Failure);
    if (told === undefined) redactedLog('info').fatal({ err: error as Error }, 'cannot go on');
    else process.stderr.write(`${told}\n`);
    process.exit(1);
  }
}

type Failure = NodeJS.ErrnoException & { address?: string; port?: number };

/** Nobody there, or a name, password or database that is not known there. */
const UNREACHED = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', '28P01', '28000', '3D000']);

function sentence(error: Failure): string | undefined {
  if (
    error instanceof WrongConfiguration ||
    error instanceof UnsupportedPlatform ||
    error instanceof BackupProblem ||
    error instanceof ChangedMigration
  )
    return error.message;
  const where = `${error.address}:${error.port}`;
  if (error.code === 'EADDRINUSE') return `${where} 已被占用，请用 PORT 指定其他端口 · ${where} is taken; set PORT to another one`;
  for (let cause: Failure | undefined = error; cause; cause = cause.cause as Failure | undefined) {
    if (!UNREACHED.has(cause.code ?? '')) continue;
    const names = 'DATABASE_URL, DATABASE_OWNER_URL, MEILI_URL';
    return `连不上服务器（${cause.message}），请检查 ${names} · A server was not reached (${cause.message}): check ${names}`;
  }
  return undefined;
}
