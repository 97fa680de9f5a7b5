import { createServer } from 'node:http';
import { postgraphile as engine } from 'postgraphile';
import { TYPES } from 'postgraphile/@dataplan/pg';
import { makePgService } from 'postgraphile/adaptors/pg';
import { constant } from 'postgraphile/grafast';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { extendSchema } from 'postgraphile/utils';
import { listen } from './newest.js';

/** What the tables do not say by themselves: which vacancies are the newest of a county, and how many referrals each has. */
const newest = extendSchema(({ pgResources, sql }) => ({
  typeDefs: /* GraphQL */ `
    extend type Query {
      vacancies(region: String!): [Vacancy!]
    }
    extend type Vacancy {
      referralCount: Int!
    }
  `,
  objects: {
    Query: {
      plans: {
        vacancies(_, { $region }) {
          const $vacancies = pgResources['vacancy']!.find();
          const { alias } = $vacancies;
          const today = sql`(now() at time zone 'Asia/Shanghai')::date`;
          $vacancies.where(sql`${alias}.state = 'OPEN' and ${alias}.place_county = ${$vacancies.placeholder($region!, TYPES.text)}`);
          $vacancies.where(sql`${alias}.valid_from <= ${today} and ${alias}.valid_until >= ${today}`);
          $vacancies.orderBy({ attribute: 'opened_at', direction: 'DESC' });
          $vacancies.orderBy({ attribute: 'id', direction: 'DESC' });
          $vacancies.setOrderIsUnique();
          $vacancies.setFirst(constant(20));
          return $vacancies;
        },
      },
    },
    Vacancy: {
      plans: {
        referralCount($vacancy) {
          const { alias } = $vacancy.getClassStep();
          return $vacancy.select(sql`(select count(*)::int from referral r where r.vacancy_id = ${alias}.id)`, TYPES.int);
        },
      },
    },
  },
}));

/** The peer: PostGraphile plans one statement for each operation; no policy, no transaction. */
export async function postgraphile(url: string): Promise<string> {
  const service = makePgService({ connectionString: url, schemas: ['public'], poolConfig: { max: 10 } });
  const instance = engine({
    extends: [PostGraphileAmberPreset],
    plugins: [newest],
    pgServices: [service],
    grafserv: { graphiql: false, websockets: false },
  });
  const server = createServer();
  await instance.createServ(grafserv).addTo(server);
  return listen(server);
}
