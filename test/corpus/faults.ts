import { key } from '../support/app.js';
import { ask, Line, shoot } from './client.js';
import { ME, PARTNERS, VACANCY } from './documents.js';
import { authorised, codeOf, json, type Kind, operation, script } from './kinds.js';
import type { World } from './scene.js';

/** Takes a right of the application away, once; what needs it fails in the database from then on. */
const taken = new Map<string, Promise<unknown>>();
const without = (world: World, right: string): Promise<unknown> => {
  if (!taken.has(right)) taken.set(right, world.app.sql(`revoke ${right} from jiangqiao_app`));
  return taken.get(right)!;
};

const broken = operation(96, 'a driver that fails', json({ query: PARTNERS }), 'INTERNAL');
const PERSON = '500101198808088123';
const PHONE = '13912345678';

/** 96–100: faults inside, which nobody outside learns anything of. They come last: what they break stays broken. */
export const faults: Kind[] = [
  { ...broken, fire: async (world, role) => without(world, 'select on partner_region').then(() => broken.fire(world, role)) },
  script(96, 'a driver that fails, and its trace', 'http', 'in the log', async (world, role) => {
    await without(world, 'select on partner_region');
    const { text } = await shoot(world.server.url, {
      headers: { 'content-type': 'application/json', ...authorised(world, role) },
      body: json({ query: PARTNERS }),
    });
    const { trace } = (JSON.parse(text) as { errors: { extensions: { trace: string } }[] }).errors[0]!.extensions;
    return world.logs.some((line) => line.includes(trace) && line.includes('permission denied')) ? 'in the log' : text;
  }),
  script(
    97,
    'a stream that fails',
    'ws',
    ['next', 'error', 'INTERNAL', 'OK', 'no more'],
    async (world, role) => {
      const upload = await shoot(world.server.url, {
        path: '/imports?kind=vacancies&name=x',
        headers: { 'content-type': 'text/csv', ...authorised(world, role) },
        body: 'x',
      });
      const { id } = JSON.parse(upload.text) as { id: string };
      const line = await Line.open(world.server.url, { token: world.token(role) });
      const own = key();
      line.send({
        id: own,
        type: 'subscribe',
        payload: { query: 'subscription ($id: ID!) { importProgress(importId: $id) { state } }', variables: { id } },
      });
      const first = await line.take(own);
      await without(world, 'select on import_job');
      const second = await line.take(own);
      const after = await ask(line, json({ query: ME }), key());
      line.close();
      return [first?.type, second?.type, codeOf(json({ errors: second?.payload })), codeOf(after.text), line.holds(own) ? 'more' : 'no more'];
    },
    ['office'], // another's stream would fail before its first event
  ),
  script(100, 'an ID number and a phone wherever a line of the log may take them from', 'http', 'not in the log', async (world, role) => {
    const headers = { 'content-type': 'application/json', ...authorised(world, role) };
    const url = world.server.url;
    await without(world, 'select on partner_region');
    await shoot(url, { method: 'GET', path: `/x/${PERSON}?phone=${PHONE}`, headers });
    await shoot(url, { headers, body: `{"query":"${PERSON}` });
    await shoot(url, { headers: { ...headers, authorization: `Bearer ${PERSON}`, 'user-agent': PHONE }, body: json({ query: ME }) });
    await shoot(url, { headers: { ...headers, 'x-request-id': PERSON }, body: json({ query: PARTNERS, operationName: 'Corpus' }) });
    await shoot(url, { headers, body: json({ query: VACANCY, variables: { id: `${PERSON} ${PHONE}` } }) });
    await shoot(url, { path: `/imports?kind=seekers&name=${PERSON}`, headers, body: 'x' });
    return [PERSON, PHONE].some((one) => world.logs.join('').includes(one)) ? 'in the log' : 'not in the log';
  }),
];
