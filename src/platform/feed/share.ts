import { type DocumentNode, type ExecutionArgs, Kind, visit } from 'graphql';
import type { Following } from './following.js';

const numbers = new WeakMap<DocumentNode, number>();
let documents = 0;

/** A document that was prepared once is one object. */
function numberOf(document: DocumentNode): number {
  let number = numbers.get(document);
  if (number === undefined) numbers.set(document, (number = documents++));
  return number;
}

const uses = new WeakMap<DocumentNode, Map<string, ReadonlySet<string>>>();

/** Variables that stand as an argument of that name and nowhere else: what they hold changes where one begins, not what is shown. */
function cursorVariables(document: DocumentNode, argument: string): ReadonlySet<string> {
  let known = uses.get(document);
  if (!known) uses.set(document, (known = new Map()));
  let names = known.get(argument);
  if (names) return names;
  const [as, elsewhere] = [new Set<string>(), new Set<string>()];
  visit(document, {
    VariableDefinition: () => false,
    Argument: (node) => {
      if (node.name.value !== argument || node.value.kind !== Kind.VARIABLE) return undefined;
      as.add(node.value.name.value);
      return false;
    },
    Variable: (node) => void elsewhere.add(node.name.value),
  });
  known.set(argument, (names = new Set([...as].filter((name) => !elsewhere.has(name)))));
  return names;
}

/** Equal for subscriptions that are shown the same of the same events: document, variables without the cursor, scope and language. */
export function shareKey({ document, operationName, variableValues, contextValue }: ExecutionArgs, following: Following): string {
  const left = cursorVariables(document, following.cursor);
  const shown = Object.entries(variableValues ?? {})
    .filter(([name]) => !left.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const { language } = contextValue as { language: string };
  const values = JSON.stringify(shown, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return [following.stream, numberOf(document), operationName ?? '', following.audience, language, values].join('\n');
}
