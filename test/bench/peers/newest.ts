import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';

/** The newest twenty open vacancies of a county as somebody writes it who knows the tables; `$1` is the code of the county. */
export const NEWEST = `
  select v.id, v.title, v.head_count as "headCount", v.opened_at as "openedAt", v.employer_id, v.institution_id, v.region_id
    from vacancy v
   where v.state = 'OPEN' and v.place_county = $1
     and v.valid_from <= (now() at time zone 'Asia/Shanghai')::date and v.valid_until >= (now() at time zone 'Asia/Shanghai')::date
   order by v.opened_at desc, v.id desc limit 20`;

/** What a peer with resolvers serves. */
export const TYPES = `
  type Query { vacancies(region: String!): [Vacancy!]! }
  type Region { name: String! }
  type Institution { name: String! }
  type Employer { name: String! region: Region! }
  type Vacancy {
    id: ID! title: String! headCount: Int! openedAt: String
    employer: Employer! institution: Institution! region: Region! referralCount: Int!
  }`;

/** What is nested in them, for many at once; `$1` are the ids. */
export const BY_ID = {
  employer: 'select id, name, region_id from employer where id = any($1)',
  region: 'select id, name from region where id = any($1)',
  institution: 'select id, name from institution where id = any($1)',
  referrals: 'select k.id, count(r.id)::int as count from unnest($1::uuid[]) k(id) left join referral r on r.vacancy_id = k.id group by k.id',
};

export const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)));
