import { createHmac } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Vault } from './vault.js';

export interface JournalLine<T> {
  /** From 1. */
  readonly line: number;
  /** Undefined where the line was changed, or was cut off by a crash. */
  readonly entry: T | undefined;
}

/** What only the holder of the key can have written under that name. */
export const sealOf = ({ keys }: Vault, version: number, name: string, text: string): string | undefined => {
  const key = keys.audit.key(version);
  return (
    key &&
    createHmac('sha256', key)
      .update(JSON.stringify(['journal', name, version, text]))
      .digest('hex')
  );
};

/** A file beside the keys that only grows, line by line; each line is sealed with the audit key. */
export class Journal<T extends object> {
  readonly #path: string;

  constructor(
    private readonly vault: Vault,
    private readonly name: string,
  ) {
    this.#path = join(vault.folder, `${name}.jsonl`);
  }

  /** Is on the disk when it returns. */
  append(entries: readonly T[]): void {
    if (entries.length === 0) return;
    const version = this.vault.keys.audit.current;
    const lines = entries.map((entry) => {
      const text = JSON.stringify(entry);
      return `${JSON.stringify({ version, text, seal: sealOf(this.vault, version, this.name, text) })}\n`;
    });
    const file = openSync(this.#path, 'a+', 0o600);
    try {
      writeSync(file, `${endsMidLine(file) ? '\n' : ''}${lines.join('')}`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  read(): JournalLine<T>[] {
    let content = '';
    try {
      content = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return content
      .split('\n')
      .map((text, at) => ({ line: at + 1, text }))
      .filter(({ text }) => text !== '')
      .map(({ line, text }) => ({ line, entry: this.#open(text) }));
  }

  /** The lines whose seal is whole. */
  entries(): T[] {
    return this.read().flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
  }

  #open(line: string): T | undefined {
    try {
      const { version, text, seal } = JSON.parse(line) as { version: number; text: string; seal: string };
      return typeof seal === 'string' && seal === sealOf(this.vault, version, this.name, text) ? (JSON.parse(text) as T) : undefined;
    } catch {
      return undefined;
    }
  }
}

/** A crash may have cut the last line off. */
function endsMidLine(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n';
}
