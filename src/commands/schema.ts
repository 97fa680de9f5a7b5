import { readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { printedPolicy, printedSchema } from '../schema.js';

export const schemaCommand = new Command('schema')
  .description('写出 GraphQL 契约和权限表 write schema/schema.graphql and schema/policy.txt')
  .option('--check', '只比较，不写 only compare')
  .action(async ({ check = false }: { check?: boolean }) => {
    const printed = { 'schema/schema.graphql': await printedSchema(), 'schema/policy.txt': printedPolicy() };
    for (const [path, text] of Object.entries(printed)) {
      if (!check) writeFileSync(path, text);
      else if (readFileSync(path, 'utf8') !== text) {
        process.stderr.write(`${path} 与代码不一致，请运行 npm run schema · differs from the code: npm run schema\n`);
        process.exitCode = 1;
      }
    }
  });
