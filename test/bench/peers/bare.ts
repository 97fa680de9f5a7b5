import { createServer } from 'node:http';
import pg from 'pg';
import { listen, NEWEST } from './newest.js';

/** The limit: no GraphQL and no policy, one statement that writes the answer. */
export function bare(url: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const text = `
    select json_agg(json_build_object('id', n.id, 'title', n.title, 'headCount', n."headCount", 'openedAt', n."openedAt",
             'employer', json_build_object('name', e.name, 'region', json_build_object('name', er.name)),
             'institution', json_build_object('name', i.name), 'region', json_build_object('name', vr.name),
             'referralCount', (select count(*) from referral f where f.vacancy_id = n.id)) order by n."openedAt" desc, n.id desc)::text as body
      from (${NEWEST}) n join employer e on e.id = n.employer_id join region er on er.id = e.region_id
      join institution i on i.id = n.institution_id join region vr on vr.id = n.region_id`;
  const server = createServer((request, response) => {
    const region = new URL(request.url!, 'http://here').searchParams.get('region');
    void pool.query<{ body: string }>({ name: 'newest', text, values: [region] }).then(({ rows }) => {
      response.setHeader('content-type', 'application/json');
      response.end(rows[0]!.body);
    });
  });
  return listen(server);
}
