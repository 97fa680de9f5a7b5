import 'reflect-metadata';
import { readConfig } from '../../src/config.js';
import { startServer } from '../../src/server.js';
import { VARIABLES } from '../feed/run.js';
import { bareFan, stockFan } from './peers/fan.js';
import { openFor } from './world.js';

/** `fan.js ours|bare|stock`: serves sockets until its parent is gone, and says what its memory is when it is asked. */
const kinds: Readonly<Record<string, () => Promise<string>>> = {
  ours: async () => {
    const { servers, folder } = JSON.parse(process.env['BENCH_WORLD']!) as { servers: Parameters<typeof openFor>[0]; folder: string };
    const { platform, schema } = await openFor(servers, folder);
    return (await startServer({ config: readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...VARIABLES, LIMIT_PING_SECONDS: '10' }), platform, schema }))
      .url;
  },
  bare: bareFan,
  stock: stockFan,
};

process.on('disconnect', () => process.exit(0));
process.on('message', (asked) => {
  if (asked === 'memory') process.send!({ rss: process.memoryUsage().rss });
});
process.send!({ url: await kinds[process.argv[2]!]!() });
