import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { printedManifest } from '../desks.js';
import { printedPolicy, printedSchema } from '../schema.js';

export const schemaCommand = new Command('schema')
  .description('写出 GraphQL 契约、权限表和可信查询清单 write schema/schema.graphql, schema/policy.txt and schema/manifest.json')
  .option('--check', '只比较，不写 only compare')
  .action(async ({ check = false }: { check?: boolean }) => {
    const printed = {
      'schema/schema.graphql': await printedSchema(),
      'schema/policy.txt': printedPolicy(),
      'schema/manifest.json': printedManifest(),
    };
    for (const [path, text] of Object.entries(printed)) {
      if (!check) writeFileSync(path, text);
      else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
        process.stderr.write(`${path} 与代码不一致，请运行 npm run schema · differs from the code: npm run schema\n`);
        process.exitCode = 1;
      }
    }
  });
