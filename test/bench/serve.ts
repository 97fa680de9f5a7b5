import 'reflect-metadata';
import { createServer } from 'node:http';
import DataLoader from 'dataloader';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { createSchema, createYoga, type Plugin } from 'graphql-yoga';
import pg from 'pg';
import { readConfig } from '../../src/config.js';
import { startServer } from '../../src/server.js';
import { openFor } from './world.js';

/** One server in a process of its own: `serve.js ours|yoga|bare`, with the servers in BENCH_SERVERS; prints its address. */
const [kind] = process.argv.slice(2);
const { servers, folder } = JSON.parse(process.env['BENCH_SERVERS']!) as { servers: Parameters<typeof openFor>[0]; folder: string };

async function ours(): Promise<string> {
  const application = await openFor(servers, folder);
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', LIMIT_POINTS_PER_MINUTE: '1000000000', LIMIT_POINTS_AT_ONCE: '1000000000' });
  return (await startServer({ config, platform: application.platform, schema: application.schema })).url;
}

const NEWEST = `select v.id, v.title, v.head_count as "headCount", v.opened_at as "openedAt", v.employer_id, v.institution_id, v.region_id
  from vacancy v join region r on r.id = v.region_id
 where v.state = 'OPEN' and v.valid_from <= current_date and v.valid_until >= current_date and (r.path = $1 or r.path ^@ ($1 || '/'))
 order by v.opened_at desc, v.id desc limit 20`;

/** The peer: Yoga, compiled queries, a DataLoader for each table, SQL by hand. */
async function yoga(): Promise<string> {
  const pool = new pg.Pool({ connectionString: servers.appUrl, max: 10 });
  const by = (text: string) => () =>
    new DataLoader<string, Record<string, unknown>>(async (ids) => {
      const { rows } = await pool.query<{ id: string }>({ name: text.slice(0, 60), text, values: [ids] });
      const found = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => found.get(id) as Record<string, unknown>);
    });
  const makers = {
    employer: by('select id, name, region_id from employer where id = any($1)'),
    region: by('select id, name from region where id = any($1)'),
    institution: by('select id, name from institution where id = any($1)'),
    referrals: by('select k.id, count(r.id)::int as count from unnest($1::uuid[]) k(id) left join referral r on r.vacancy_id = k.id group by k.id'),
  };
  type Loaders = { [K in keyof typeof makers]: ReturnType<(typeof makers)[K]> };
  const schema = createSchema<Loaders>({
    typeDefs: `type Query { vacancies(region: String!): [Vacancy!]! } type Region { name: String! } type Institution { name: String! }
      type Employer { name: String! region: Region! } type Vacancy { id: ID! title: String! headCount: Int! openedAt: String employer: Employer! institution: Institution! region: Region! referralCount: Int! }`,
    resolvers: {
      Query: { vacancies: async (_, { region }: { region: string }) => (await pool.query({ name: 'newest', text: NEWEST, values: [region] })).rows },
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
  const compiled = new WeakMap<object, ReturnType<typeof compileQuery>>();
  const jit: Plugin = {
    onExecute: ({ args, setExecuteFn }) => {
      let query = compiled.get(args.document);
      if (!query) compiled.set(args.document, (query = compileQuery(args.schema, args.document, args.operationName ?? undefined)));
      if (isCompiledQuery(query as never)) {
        const { query: run } = query as CompiledQuery;
        setExecuteFn(({ contextValue, variableValues }) => run(undefined, contextValue, variableValues));
      }
    },
  };
  const context = (): Loaders => Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make()])) as Loaders;
  return listen(createServer(createYoga({ schema, plugins: [jit], context, logging: false }) as never));
}

/** The limit: no GraphQL at all, one statement that builds the answer. */
async function bare(): Promise<string> {
  const pool = new pg.Pool({ connectionString: servers.appUrl, max: 10 });
  const text = `select json_agg(json_build_object('id', n.id, 'title', n.title, 'headCount', n."headCount", 'openedAt', n."openedAt", 'employer', json_build_object('name', e.name, 'region', json_build_object('name', er.name)),
      'institution', json_build_object('name', i.name), 'region', json_build_object('name', vr.name), 'referralCount', (select count(*) from referral f where f.vacancy_id = n.id)) order by n."openedAt" desc)::text as body
    from (${NEWEST}) n join employer e on e.id = n.employer_id join region er on er.id = e.region_id join institution i on i.id = n.institution_id join region vr on vr.id = n.region_id`;
  return listen(
    createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url!, 'http://x').searchParams.get('region')!);
      void pool.query<{ body: string }>({ name: 'bare', text, values: [path] }).then(({ rows }) => response.end(rows[0]!.body));
    }),
  );
}

const listen = (server: ReturnType<typeof createServer>): Promise<string> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as { port: number }).port}`)));

const url = kind === 'ours' ? await ours() : kind === 'yoga' ? await yoga() : await bare();
process.stdout.write(`${url}\n`);
