import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Unacceptable } from './platform/access/http.js';
import { POINTS } from './platform/access/rates.js';
import { anybody } from './platform/access/routes.js';

/** Each is a page of its own under this address, and shows itself whatever follows it there. */
export const DESKS = ['kiosk', 'office', 'recruiter', 'intermediary', 'me'] as const;

/** A desk brings its own scripts and styles and talks to its own origin; nothing stands in the page itself. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Where the build puts them, beside the compiled sources. */
function folder(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'package.json'))) at = dirname(at);
  return join(at, 'dist/web');
}

/** The start page, a page for each desk, and their files, whose names change with what is in them. Sent compressed as the build left them. */
export async function deskRoutes(app: FastifyInstance): Promise<void> {
  const root = folder();
  if (existsSync(root)) await app.register(staticFiles, { root, serve: false, preCompressed: true, cacheControl: false });
  const send = (reply: FastifyReply, file: string, cached: string): FastifyReply => {
    if (!existsSync(join(root, file))) {
      if (file.endsWith('.html'))
        throw new Unacceptable(404, { zh: '工作台页面尚未生成，请运行 npm run web', en: 'The desks are not built: npm run web' }, 'NOT_FOUND');
      throw new Unacceptable(404, { zh: '没有这个文件，请刷新页面', en: 'There is no such file; reload the page' }, 'NOT_FOUND');
    }
    return reply.header('cache-control', cached).sendFile(file);
  };
  const page = (reply: FastifyReply, file: string): FastifyReply =>
    send(reply.header('content-security-policy', CONTENT_SECURITY_POLICY), file, 'no-cache');

  app.get('/', anybody(POINTS.request), (_, reply) => page(reply, 'index.html'));
  for (const desk of DESKS) {
    for (const url of [`/${desk}`, `/${desk}/*`]) app.get(url, anybody(POINTS.request), (_, reply) => page(reply, `${desk}/index.html`));
  }
  app.get<{ Params: { '*': string } }>('/assets/*', anybody(0), ({ params }, reply) =>
    send(reply, `assets/${params['*']}`, 'public, max-age=31536000, immutable'),
  );
}
