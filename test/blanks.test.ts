import { expect, test } from './support/jest.js';
import type { Role } from '../src/platform/access/viewer.js';
import { committed, contract } from './rights/coordinates.js';
import { operationOf, rootFields } from './rights/documents.js';
import { testApp, type Who } from './support/app.js';
import { anEmployer, anInstitution, CITY } from './support/factories.js';

const app = testApp();

/** What is looked up and so cannot be blank: codes and names of divisions and trades, numbers with a form of their own. */
const LOOKED_UP = new Set(
  'region county sendingCounty receivingRegion community destination place occupation indicator idNumber pass code field value idempotencyKey'.split(
    ' ',
  ),
);

type Path = (string | number)[];
const textsIn = (value: unknown, path: Path = []): Path[] => {
  if (typeof value === 'string')
    return Number.isInteger(Number(path.at(-1))) || LOOKED_UP.has(String(path.at(-1))) || value !== '500101' ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => textsIn(one, [...path, name]));
};
const withBlank = (value: unknown, [name, ...rest]: Path): unknown => {
  if (name === undefined) return ' \u200b\u3000';
  if (Array.isArray(value)) return value.map((one, at) => (String(at) === String(name) ? withBlank(one, rest) : (one as unknown)));
  return { ...(value as object), [name]: withBlank((value as Record<string, unknown>)[name], rest) };
};

test('words that are demanded are words: blanks are out of range in every mutation, and nothing is done', async () => {
  const [institution, employer] = [await anInstitution(app), await anEmployer(app)];
  const callers: Partial<Record<Role, Who>> = {
    office: CITY,
    administrator: { role: 'ADMINISTRATOR' },
    intermediary: { role: 'INTERMEDIARY', institution },
    recruiter: { role: 'RECRUITER', employers: [employer] },
  };
  const schema = contract();
  const tried: string[] = [];
  const wrong: string[] = [];
  for (const [kind, { name }] of rootFields(schema)) {
    const caller = Object.entries(callers).find(([role]) => committed.get(`Mutation.${name}`)?.has(role as Role))?.[1];
    if (kind !== 'mutation' || !caller) continue;
    const { query, variables } = operationOf(schema, name);
    for (const path of textsIn(variables)) {
      tried.push(`${name} ${path.join('.')}`);
      const blank = withBlank(variables, path) as object;
      const { body } = await app.run(query, blank, caller);
      const [error] = (body.errors ?? []) as { extensions: { fields?: string[] } }[];
      if (!error?.extensions.fields?.some((field) => field.endsWith(String(path.at(-1)))))
        wrong.push(`${name} ${path.join('.')}: ${JSON.stringify(body).slice(0, 160)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(tried.length).toBeGreaterThan(60);
}, 120_000);
