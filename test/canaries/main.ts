import { runCanaries } from './run.js';

const count = Number.parseInt(process.argv[2] ?? '2000', 10);
const seed = Number.parseInt(process.argv[3] ?? '20261124', 10);
const out = (text: string): void => void process.stdout.write(`${text}\n`);

out(`${count} canaries, seed ${seed}`);
const report = await runCanaries(count, seed, (text) => void process.stderr.write(`${text}\n`));
let failed = 0;
const line = (holds: boolean, text: string): void => {
  if (!holds) failed += 1;
  out(`${holds ? 'ok  ' : 'FAIL'} ${text}`);
};
for (const { when, scanned } of report.scans) {
  line(scanned.hits.length === 0, `${when}: ${scanned.hits.length} hits in ${scanned.files} files, ${(scanned.bytes / 2 ** 20).toFixed(0)} MiB`);
  for (const { value, encoding, file } of scanned.hits.slice(0, 20)) out(`       ${value} ${encoding} ${file}`);
}
line(report.planted.hits.length > 0, `the planted value was found in ${report.planted.hits.length} places`);
line(
  report.exports.people > 0 && report.exports.people === report.exports.audited,
  `handed out: ${report.exports.people} people, ${report.exports.audited} in the audit`,
);
line(report.revealed.right === report.revealed.audited, `revealed: ${report.revealed.right} right, ${report.revealed.audited} in the audit`);
line(report.erased > 0, `erased: ${report.erased}`);
out(
  `words taken: ${Object.entries(report.words)
    .map(([step, times]) => `${step} ${times}`)
    .join(', ')}`,
);
line(report.audit.includes(' 0 findings'), `audit verify: ${report.audit}`);
out(`${report.requests} requests`);
process.exit(failed === 0 ? 0 : 1);
