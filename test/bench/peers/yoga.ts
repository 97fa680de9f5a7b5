import { createServer } from 'node:http';
import DataLoader from 'dataloader';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { createSchema, createYoga, type Plugin } from 'graphql-yoga';
import pg from 'pg';
import { BY_ID, listen, NEWEST, TYPES } from './newest.js';

type Row = Record<string, unknown>;
type Loaders = Record<keyof typeof BY_ID, DataLoader<string, Row>>;

/** The peer: Yoga with compiled queries, a DataLoader for each table, SQL by hand; no policy, no transaction. */
export function yoga(url: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const rows = async (name: string, text: string, value: unknown): Promise<Row[]> => (await pool.query<Row>({ name, text, values: [value] })).rows;
  const by = (table: keyof typeof BY_ID): DataLoader<string, Row> =>
    new DataLoader(async (ids) => {
      const found = new Map((await rows(table, BY_ID[table], ids)).map((row) => [row['id'], row]));
      return ids.map((id) => found.get(id)!);
    });
  const context = (): Loaders => ({ employer: by('employer'), region: by('region'), institution: by('institution'), referrals: by('referrals') });
  const schema = createSchema<Loaders>({
    typeDefs: TYPES,
    resolvers: {
      Query: { vacancies: (_, { region }: { region: string }) => rows('newest', NEWEST, region) },
      Vacancy: {
        employer: (row: { employer_id: string }, _, loaders) => loaders.employer.load(row.employer_id),
        institution: (row: { institution_id: string }, _, loaders) => loaders.institution.load(row.institution_id),
        region: (row: { region_id: string }, _, loaders) => loaders.region.load(row.region_id),
        referralCount: async (row: { id: string }, _, loaders) => (await loaders.referrals.load(row.id))['count'],
        openedAt: (row: { openedAt: Date }) => row.openedAt.toISOString(),
      },
      Employer: { region: (row: { region_id: string }, _, loaders) => loaders.region.load(row.region_id) },
    },
  });
  const server = createServer(createYoga({ schema, plugins: [compiling()], context, logging: false, graphiql: false, landingPage: false }) as never);
  return listen(server);
}

/** Each document is compiled once. */
function compiling(): Plugin {
  const compiled = new WeakMap<object, CompiledQuery>();
  return {
    onExecute: ({ args, setExecuteFn }) => {
      let query = compiled.get(args.document);
      if (!query) {
        const made = compileQuery(args.schema, args.document, args.operationName ?? undefined);
        if (!isCompiledQuery(made)) throw new Error('the query does not compile');
        compiled.set(args.document, (query = made));
      }
      const { query: run } = query;
      setExecuteFn(({ contextValue, variableValues }) => run(undefined, contextValue, variableValues));
    },
  };
}
