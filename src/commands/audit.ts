import { Command } from 'commander';
import pg from 'pg';
import { type AuditFault, type Finding, verifyAudit } from '../modules/accounts/audit.verify.js';
import { run } from './run.js';
import { vault, withServers } from './world.js';

const WORDS: Record<AuditFault, string> = {
  CHANGED: '内容被改动 changed',
  SWAPPED: '互换了位置 exchanged',
  DELETED: '被删除 deleted',
  TRUNCATED: '末尾被截去 cut off at the end',
  DAY_FORGED: '当日封签不符 the seal of the day does not fit',
  NOTE_FORGED: '密钥旁的记录行被改动 a line noted beside the keys was changed',
};

/** `1–3, 7` */
function ranges(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const pieces: [number, number][] = [];
  for (const number of sorted) {
    const last = pieces.at(-1);
    if (last && number <= last[1] + 1) last[1] = number;
    else pieces.push([number, number]);
  }
  return pieces.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

const line = ({ fault, day, numbers }: Finding): string => `${fault.padEnd(12)} ${day ?? ''} #${ranges(numbers)}  ${WORDS[fault]}\n`;

const verify = new Command('verify').description('核对审计链 walk the chain of the audit and compare it with its heads').action(() =>
  run((config) =>
    withServers(config, async ({ ownerUrl }) => {
      const client = new pg.Client({ connectionString: ownerUrl, options: '-c role=jiangqiao_relay' });
      await client.connect();
      try {
        const { rows, days, findings } = await verifyAudit(client, vault(config));
        for (const finding of findings) process.stdout.write(line(finding));
        process.stdout.write(
          `${rows} 条记录，${days} 天，${findings.length} 处问题 · ${rows} entries of ${days} days, ${findings.length} findings\n`,
        );
        if (findings.length > 0) process.exitCode = 1;
      } finally {
        await client.end();
      }
    }),
  ),
);

export const auditCommand = new Command('audit').description('审计 the audit').addCommand(verify);
