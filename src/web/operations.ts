import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { buildSchema, parse } from 'graphql';

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly desk: string;
  readonly body: string;
}

const here = import.meta.dirname;
const TEXT = { input: 'string', output: 'string' };
const scalars = {
  ...Object.fromEntries(['UUID', 'BigInt', 'DateTimeISO', 'LocalDate', 'LocalTime', 'PhoneNumber', 'ResidentId'].map((name) => [name, TEXT])),
  ID: TEXT,
};
const RESULT = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/**
 * Writes `generated/<desk>.ts` from the manifest and the schema: the types of each operation, and the operation as the hash
 * by which the server knows it.
 */
export async function writeOperations(): Promise<void> {
  const schema = parse(readFileSync(`${here}/../../schema/schema.graphql`, 'utf8'));
  const { operations } = JSON.parse(readFileSync(`${here}/../../schema/manifest.json`, 'utf8')) as {
    operations: (Listed & { type: keyof typeof RESULT })[];
  };
  mkdirSync(`${here}/generated`, { recursive: true });
  for (const [desk, own] of Object.entries(Object.groupBy(operations, (one) => one.desk))) {
    const types = await codegen({
      filename: `${desk}.ts`,
      schema,
      schemaAst: buildSchema(readFileSync(`${here}/../../schema/schema.graphql`, 'utf8')),
      documents: own!.map(({ name, body }) => ({ location: name, document: parse(body) })),
      plugins: [{ typescriptOperations: {} }],
      pluginMap: { typescriptOperations },
      config: { scalars, strictScalars: true, enumsAsTypes: true, skipTypename: true, useTypeImports: true, namingConvention: 'keep' },
    });
    const documents = own!.map(({ id, name, type }) => {
      const kind = RESULT[type];
      return `export const ${name} = /*#__PURE__*/ known<${name}${kind}, ${name}${kind}Variables>('${id}');`;
    });
    writeFileSync(`${here}/generated/${desk}.ts`, `import { known } from '../ui/known.ts';\n\n${types}\n${documents.join('\n')}\n`);
  }
}
