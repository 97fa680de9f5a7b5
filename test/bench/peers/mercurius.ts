import Fastify from 'fastify';
import mercuriusPlugin, { type MercuriusLoaders } from 'mercurius';
import pg from 'pg';
import { BY_ID, NEWEST, TYPES } from './newest.js';

type Row = { [column: string]: any }; // oxlint-disable-line typescript/no-explicit-any -- rows of any table

/** The peer: Mercurius with compiled queries, a loader for each relation, SQL by hand; no policy, no transaction. */
export async function mercurius(url: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const rows = async (name: string, text: string, value: unknown): Promise<Row[]> => (await pool.query<Row>({ name, text, values: [value] })).rows;
  const by = (table: keyof typeof BY_ID, key: string) => ({
    loader: async (queries: { obj: Row }[]): Promise<Row[]> => {
      const ids = queries.map(({ obj }) => obj[key] as string);
      const found = new Map((await rows(table, BY_ID[table], ids)).map((row) => [row['id'], row]));
      return ids.map((id) => found.get(id)!);
    },
    opts: { cache: false },
  });
  const count = by('referrals', 'id');
  const loaders = {
    Vacancy: {
      employer: by('employer', 'employer_id'),
      institution: by('institution', 'institution_id'),
      region: by('region', 'region_id'),
      referralCount: { ...count, loader: async (queries: { obj: Row }[]) => (await count.loader(queries)).map((row) => row['count']) },
    },
    Employer: { region: by('region', 'region_id') },
  };
  const app = Fastify();
  await app.register(mercuriusPlugin, {
    schema: TYPES,
    resolvers: {
      Query: { vacancies: (_: unknown, { region }: { region: string }) => rows('newest', NEWEST, region) },
      Vacancy: { openedAt: (row: Row) => row['openedAt'].toISOString() },
    },
    loaders: loaders as MercuriusLoaders,
    jit: 1,
  });
  return app.listen({ port: 0, host: '127.0.0.1' });
}
