import 'reflect-metadata';
import { Command } from 'commander';
import { accountsCommand } from '../../src/commands/accounts.js';

export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** The command line without its start: runs `accounts …` for whoever forked it, one after the other, and says how each ended. */
const program = new Command().addCommand(accountsCommand);

class Ended {
  constructor(readonly code: number) {}
}
process.exit = (code) => {
  throw new Ended(Number(code ?? 0));
};

async function ended(words: string[]): Promise<number> {
  try {
    await program.parseAsync(['accounts', ...words], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof Ended) return error.code;
    throw error;
  }
}

process.on('message', async (words: string[]) => {
  const said = { out: '', err: '' };
  process.stdout.write = (text) => ((said.out += text), true);
  process.stderr.write = (text) => ((said.err += text), true);
  process.send!({ code: await ended(words), ...said } satisfies Outcome);
});
