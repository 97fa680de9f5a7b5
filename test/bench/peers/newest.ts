import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';

/** The newest twenty open vacancies of a county as somebody writes it who knows the tables; `$1` is the code of the county. */
export const NEWEST = `
  select v.id, v.title, v.head_count as "headCount", v.opened_at as "openedAt", v.employer_id, v.institution_id, v.region_id
    from vacancy v
   where v.state = 'OPEN' and v.place_county = $1
     and v.valid_from <= (now() at time zone 'Asia/Shanghai')::date and v.valid_until >= (now() at time zone 'Asia/Shanghai')::date
   order by v.opened_at desc, v.id desc limit 20`;

export const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)));
