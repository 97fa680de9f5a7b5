import { readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { printedSchema } from '../schema.js';

const PATH = 'schema/schema.graphql';

export const schemaCommand = new Command('schema')
  .description('写出 GraphQL 契约 write schema/schema.graphql')
  .option('--check', '只比较，不写 only compare')
  .action(async ({ check = false }: { check?: boolean }) => {
    const printed = await printedSchema();
    if (!check) return writeFileSync(PATH, printed);
    if (readFileSync(PATH, 'utf8') === printed) return;
    process.stderr.write(`${PATH} 与代码不一致，请运行 npm run schema · differs from the code: npm run schema\n`);
    process.exitCode = 1;
  });
