import type { WebSocket } from 'ws';
import { Line, type SocketTraits } from '../corpus/client.js';
import { key, type TestApp, type Who } from './app.js';
import { aDevice } from './credentials.js';
import { aVacancy, anEmployer, anInstitution, CITY } from './factories.js';
import { mutationText } from './mutation-text.js';

export const HOUR = 3_600_000;
const soon = (ms: number): string => new Date(Date.now() + ms).toISOString();

export interface Payload {
  id: string | undefined;
  codes: string[];
  paths: string[][];
}

/** A mutation of the contract by its name, with an input that gets its key; who may not is an error. Nobody is `null`. */
export async function act(
  app: TestApp,
  name: string,
  variables: { id?: string; input?: object },
  as: Who | string | null = CITY,
  own = key(),
): Promise<Payload> {
  const { query, part } = mutationText(name);
  const sent = { ...variables, input: { idempotencyKey: own, ...variables.input } };
  const { body } = typeof as === 'string' ? await ask(app, query, sent, as) : await app.run(query, sent, as ?? undefined);
  if (body.errors) throw new Error(`${name}: ${body.errors[0]!.extensions.code}`);
  const payload = body.data![name];
  const errors = payload.userErrors as { code: string; path: string[] }[];
  return { id: payload[part]?.id, codes: errors.map(({ code }) => code), paths: errors.map(({ path }) => path) };
}

/** The id of what a mutation changed; a refusal is an error. */
export async function done(app: TestApp, name: string, variables: { id?: string; input?: object }, as: Who | string = CITY): Promise<string> {
  const { id, codes } = await act(app, name, variables, as);
  if (codes.length > 0) throw new Error(`${name}: ${codes.join(', ')}`);
  return id!;
}

/** An operation with the token of a device, as a document of kiosks. */
export async function ask(app: TestApp, query: string, variables: object, token: string): Promise<Awaited<ReturnType<TestApp['run']>>> {
  app.trusted.add(query, ['kiosk']);
  return app.run(query, variables, undefined, { authorization: `Bearer ${token}` });
}

export interface Fair {
  id: string;
  halls: { id: string; name: string; booths: { id: string; number: string }[] }[];
  institution: string;
}

export const planInput = (institution: string, more: object = {}): object => ({
  name: `招聘会${key().slice(0, 8)}`,
  institution,
  region: '500101',
  venue: '万州体育馆，北滨路 1 号',
  sessions: [{ opensAt: soon(-HOUR), closesAt: soon(5 * HOUR) }],
  halls: [
    { name: '一号厅', booths: Array.from({ length: 6 }, (_, at) => ({ number: `A${at + 1}`, x: at * 10, y: 5 })) },
    { name: '二号厅', booths: Array.from({ length: 3 }, (_, at) => ({ number: `B${at + 1}`, x: at * 10, y: 5 })) },
  ],
  ...more,
});

/** A fair with nine booths in two halls; its doors are open unless told. */
export async function aFair(
  app: TestApp,
  { state = 'OPEN', region = '500101', more = {} }: { state?: 'PLANNED' | 'ANNOUNCED' | 'OPEN'; region?: string; more?: object } = {},
): Promise<Fair> {
  const institution = await anInstitution(app, region);
  const id = await done(app, 'jobFairPlan', { input: planInput(institution, more) });
  if (state !== 'PLANNED') await done(app, 'jobFairAnnounce', { id });
  if (state === 'OPEN') await done(app, 'jobFairOpen', { id });
  const { jobFair, fairBooths } = await app.data(
    'query ($id: ID!) { jobFair(id: $id) { halls { id name } } fairBooths(fair: $id) { edges { node { id number hall { id } } } } }',
    { id },
    CITY,
  );
  const booths = fairBooths.edges.map(({ node }: { node: object }) => node) as { id: string; number: string; hall: { id: string } }[];
  const halls = jobFair.halls.map((hall: { id: string; name: string }) => ({ ...hall, booths: booths.filter((one) => one.hall.id === hall.id) }));
  return { id, halls, institution };
}

export interface Stand {
  employer: string;
  recruiter: Who;
  participation: string;
  booth: string;
}

/** An approved employer at a booth of the first hall. */
export async function aStand(app: TestApp, fair: Fair, at = 0, as?: Who): Promise<Stand> {
  const employer = await anEmployer(app);
  const recruiter: Who = as ?? { role: 'RECRUITER', employers: [employer] };
  const participation = await done(app, 'fairParticipationApply', { input: { fair: fair.id, employer } }, recruiter);
  const booth = fair.halls[0]!.booths[at]!.id;
  await done(app, 'fairParticipationApprove', { id: participation, input: { booth } });
  return { employer, recruiter, participation, booth };
}

export interface Post {
  id: string;
  vacancy: string;
}

export async function aPost(app: TestApp, fair: Fair, stand: Stand, input: object = {}): Promise<Post> {
  const vacancy = await aVacancy(app, { employer: stand.employer, institution: fair.institution, input });
  return { id: await done(app, 'fairPostBring', { input: { participation: stand.participation, vacancy } }, stand.recruiter), vacancy };
}

export interface Kiosk {
  device: string;
  token: string;
  enrolment: string;
}

/** A kiosk enrolled to a fair, in its first hall. */
export async function aFairKiosk(app: TestApp, fair: Fair, x = 0): Promise<Kiosk> {
  const { id: device, token } = await aDevice(app, '500101', CITY);
  const input = { fair: fair.id, device, hall: fair.halls[0]!.id, x, y: 0 };
  return { device, token, enrolment: await done(app, 'fairKioskEnrol', { input }) };
}

const ADMIT =
  'mutation ($input: FairVisitAdmitInput!) { fairVisitAdmit(input: $input) { visit { id pass state qr slip } userErrors { code path } } }';

/** The pass of somebody who walked in. */
export async function aPass(app: TestApp, fair: Fair): Promise<string> {
  const { fairVisitAdmit } = await app.data(ADMIT, { input: { fair: fair.id, idempotencyKey: key() } }, CITY);
  return fairVisitAdmit.visit.pass as string;
}

export interface Event {
  cursor: string;
  kind: string;
  post: { post: string; title: string; headsLeft: number } | null;
  queue: { booth: string; number: number; called: number; waiting: number } | null;
  announcement: { zh: string } | null;
  counters: Record<'posts' | 'heads' | 'visitors' | 'interests' | 'interviews' | 'hires', number>;
}

export const EVENT =
  'cursor kind post { post title headsLeft } queue { booth number called waiting } announcement { zh } counters { posts heads visitors interests interviews hires }';
export const FEED = `subscription ($fair: ID!, $after: String) { jobFairFeed(fairId: $fair, after: $after) { ${EVENT} } }`;
export const EVENTS = `query ($fair: ID!, $after: String, $first: Int) { jobFairEvents(fairId: $fair, after: $after, first: $first) { events { ${EVENT} } cursor more } }`;

/** A subscription on a raw socket, whose frames wait until somebody takes them. */
export class Follow {
  private constructor(
    readonly line: Line,
    readonly id: string,
  ) {}

  static async open(app: TestApp, query: string, variables: object, as: Who | string, traits: SocketTraits = {}): Promise<Follow> {
    const token = typeof as === 'string' ? as : await app.token(as);
    app.trusted.add(query, ['kiosk']);
    const line = await Line.open(app.server.url, { token, ...traits });
    const id = key();
    line.send({ id, type: 'subscribe', payload: { query, variables } });
    return new Follow(line, id);
  }

  get socket(): WebSocket {
    return this.line.socket;
  }

  /** The next event; the code of an error is thrown, and that of a close. */
  async next(): Promise<Event> {
    const frame = await this.line.take(this.id);
    if (!frame) throw new Error(`closed ${this.line.closed!.code}`);
    if (frame.type === 'error') throw new Error((frame.payload as { extensions: { code: string } }[])[0]!.extensions.code);
    const { data, errors } = frame.payload as { data: Record<string, Event> | null; errors?: { extensions: { code: string } }[] };
    if (errors) throw new Error(errors[0]!.extensions.code);
    return Object.values(data!)[0]!;
  }

  /** Events up to one that fits, which is the last. */
  async until(fits: (event: Event) => boolean): Promise<Event[]> {
    const events: Event[] = [];
    for (;;) {
      events.push(await this.next());
      if (fits(events.at(-1)!)) return events;
    }
  }

  close(): void {
    this.line.close();
  }
}

/** The code that a subscription is refused with. */
export async function refusal(app: TestApp, query: string, variables: object, as: Who | string): Promise<string> {
  const follow = await Follow.open(app, query, variables, as);
  const code = await follow.next().then(
    () => 'none',
    (error: Error) => error.message,
  );
  follow.close();
  return code;
}
