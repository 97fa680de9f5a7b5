import pino from 'pino';
import { type Config, readConfig, WrongConfiguration } from '../config.js';
import { UnsupportedPlatform } from '../platform/embedded/index.js';

/** Runs a command with the configuration of the environment; what the caller can mend is told in a sentence, not in a stack. */
export async function run(work: (config: Config) => Promise<void>): Promise<void> {
  try {
    await work(readConfig());
  } catch (error) {
    const known =
      error instanceof WrongConfiguration || error instanceof UnsupportedPlatform || (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    if (known) process.stderr.write(`${(error as Error).message}\n`);
    else pino().fatal({ err: error }, 'cannot go on');
    process.exit(1);
  }
}
