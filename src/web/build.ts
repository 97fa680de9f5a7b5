import { createHash } from 'node:crypto';
import { globSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { writeOperations } from './operations.ts';

/** What a person loads before a desk can be used, charts aside. */
const FIRST_LOAD_BYTES = 60 * 1024;
const root = resolve(import.meta.dirname, '../..');
const out = join(root, 'dist/web');
const stamp = join(out, '.inputs');

/** Of everything the desks are made from. */
function inputs(): string {
  const hash = createHash('sha256');
  const files = globSync('src/web/**/*.*', { cwd: root, exclude: ['src/web/generated/**'] });
  for (const file of [...files, 'schema/manifest.json', 'schema/schema.graphql', 'package-lock.json'].toSorted()) {
    if (statSync(join(root, file)).isFile())
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
  }
  return hash.digest('hex');
}

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
  readonly isEntry?: boolean;
}

/** The files of an entry and of all that it imports before it can run. */
function firstLoad(manifest: Readonly<Record<string, Chunk>>, entry: string): Set<string> {
  const files = new Set<string>([entry]);
  const visit = (name: string): void => {
    const { file, imports = [], css = [] } = manifest[name]!;
    if (files.has(file)) return;
    for (const one of [file, ...css]) files.add(one);
    imports.forEach(visit);
  };
  visit(entry);
  return files;
}

/** Prints what each desk loads first, gzipped, and refuses one that is too heavy. */
function weigh(): void {
  const manifest = JSON.parse(readFileSync(join(out, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
  const heavy: string[] = [];
  for (const [entry, { isEntry }] of Object.entries(manifest)) {
    if (!isEntry) continue;
    const bytes = [...firstLoad(manifest, entry)].reduce((sum, file) => sum + gzipSync(readFileSync(join(out, file))).length, 0);
    const desk = `/${entry.replace(/\/?index\.html$/, '')}`;
    process.stdout.write(`  ${desk.padEnd(14)} ${(bytes / 1024).toFixed(1).padStart(5)} kB\n`);
    if (bytes > FIRST_LOAD_BYTES) heavy.push(desk);
  }
  if (heavy.length > 0) throw new Error(`heavier than ${FIRST_LOAD_BYTES / 1024} kB at first load: ${heavy.join(', ')}`);
}

/** Beside each file its compressed forms, so that nothing is compressed while somebody waits. */
function compress(): void {
  for (const file of globSync('**/*.{js,css,html,svg}', { cwd: out })) {
    const bytes = readFileSync(join(out, file));
    writeFileSync(join(out, `${file}.gz`), gzipSync(bytes, { level: 9 }));
    writeFileSync(join(out, `${file}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  }
}

/** Makes the desks where anything they are made from has changed; `--operations` writes the typed operations only. */
async function make(): Promise<void> {
  if (process.argv.includes('--operations')) return writeOperations();
  const now = inputs();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  process.stdout.write('生成工作台页面，首次加载大小（gzip） · making the desks, first load gzipped:\n');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await writeOperations();
  await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'warn' });
  weigh();
  compress();
  writeFileSync(stamp, now);
}

await make();
