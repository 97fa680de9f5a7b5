/** Imported before everything else: what follows needs a newer Node than some machines have. */
if (typeof (Map as { groupBy?: unknown }).groupBy !== 'function') {
  process.stderr.write(
    `Node ${process.version} 太旧，请用 npm start，或用自带的 node_modules/.bin/node 运行 · Node ${process.version} is too old: use npm start, or run it with node_modules/.bin/node\n`,
  );
  process.exit(1);
}
