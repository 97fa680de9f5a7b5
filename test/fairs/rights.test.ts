import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '../support/jest.js';
import { buildSchema } from 'graphql';
import { type TestApp, testApp, type Who } from '../support/app.js';
import { aDevice } from '../support/credentials.js';
import { aVacancy, CITY } from '../support/factories.js';
import { act, aFair, aFairKiosk, aPass, aPost, aStand, done, type Fair, HOUR, planInput, type Stand } from '../support/fairs.js';
import { aPerson, type Person, self } from '../support/people.js';

/** Each mutation of fairs, by everybody: who holds the fair, works there or came, and the same of another one. */
type Name =
  | 'county'
  | 'city'
  | 'other county'
  | 'recruiter'
  | 'other recruiter'
  | 'kiosk'
  | 'other kiosk'
  | 'visitor'
  | 'other seeker'
  | 'intermediary'
  | 'administrator'
  | 'auditor'
  | 'nobody';

interface Scene {
  fair: Fair;
  stand: Stand;
  visitor: Person;
  pass: string;
  visit: string;
  who: Record<Name, Who | string | undefined>;
}

type Variables = { id?: string; input?: object };
type Operation = [name: string, may: readonly Name[], subject: (app: TestApp, scene: Scene) => Promise<Variables>];

const REGISTER = 'query ($id: ID!) { fairVisit(id: $id) { pass } }';
const passOf = async (app: TestApp, id: string): Promise<string> => (await app.data(REGISTER, { id }, CITY)).fairVisit.pass as string;

async function aScene(app: TestApp): Promise<Scene> {
  const fair = await aFair(app);
  const [stand, rival] = [await aStand(app, fair), await aStand(app, fair, 1)];
  const [visitor, another] = [await aPerson(app, { institution: fair.institution }), await aPerson(app)];
  const visit = await done(app, 'fairVisitRegister', { input: { fair: fair.id, seeker: visitor.id } });
  const pass = await passOf(app, visit);
  await done(app, 'fairVisitCheckIn', { input: { fair: fair.id, pass } });
  const who: Scene['who'] = {
    county: { role: 'OFFICE', region: '500101' },
    city: CITY,
    'other county': { role: 'OFFICE', region: '500102' },
    recruiter: stand.recruiter,
    'other recruiter': rival.recruiter,
    kiosk: (await aFairKiosk(app, fair)).token,
    'other kiosk': (await aFairKiosk(app, await aFair(app))).token,
    visitor: self(visitor),
    'other seeker': self(another),
    intermediary: { role: 'INTERMEDIARY', institution: fair.institution },
    administrator: { role: 'ADMINISTRATOR' },
    auditor: { role: 'AUDITOR' },
    nobody: undefined,
  };
  return { fair, stand, visitor, pass, visit, who };
}

const OFFICES = ['county', 'city'] as const;
const HIRING = [...OFFICES, 'recruiter'] as const;
const DOOR = [...OFFICES, 'kiosk'] as const;
const COMING = [...OFFICES, 'visitor'] as const;
const VISITING = [...DOOR, 'visitor'] as const;

const at =
  (state: 'PLANNED' | 'ANNOUNCED' | 'OPEN', input: object = {}): Operation[2] =>
  async (app) => ({
    id: (await aFair(app, { state })).id,
    input,
  });
const applied = async (app: TestApp, { stand }: Scene): Promise<{ fair: Fair; id: string }> => {
  const fair = await aFair(app, { state: 'ANNOUNCED' });
  return { fair, id: await done(app, 'fairParticipationApply', { input: { fair: fair.id, employer: stand.employer } }, stand.recruiter) };
};
const drawn = async (app: TestApp, { fair, stand }: Scene): Promise<string> =>
  done(app, 'fairTicketDraw', { input: { participation: stand.participation, pass: await aPass(app, fair) } });
const called = async (app: TestApp, scene: Scene): Promise<Variables> => {
  await drawn(app, scene);
  return { id: await done(app, 'fairTicketCall', { id: scene.stand.participation }) };
};
const served = (app: TestApp, { visit }: Scene): Promise<unknown> => app.sql("update fair_ticket set state = 'SERVED' where visit_id = ?", [visit]);
const interviewed = async (app: TestApp, { fair, stand }: Scene, pass: string): Promise<string> =>
  done(app, 'fairInterviewHold', { input: { post: (await aPost(app, fair, stand)).id, pass } });

const OPERATIONS: Operation[] = [
  [
    'campaignOpen',
    OFFICES,
    async (app, { fair }) => ({
      input: { kind: 'OTHER', name: await aName(app), institution: fair.institution, opensOn: '2026-05-01', closesOn: '2026-05-31' },
    }),
  ],
  ['jobFairPlan', OFFICES, async (_, { fair }) => ({ input: planInput(fair.institution) })],
  [
    'jobFairReschedule',
    OFFICES,
    at('ANNOUNCED', {
      sessions: [{ opensAt: new Date(Date.now() + 2 * HOUR).toISOString(), closesAt: new Date(Date.now() + 6 * HOUR).toISOString() }],
    }),
  ],
  ['jobFairAnnounce', OFFICES, at('PLANNED')],
  ['jobFairCancel', OFFICES, at('PLANNED', { reason: '场地变更' })],
  ['jobFairOpen', OFFICES, at('ANNOUNCED')],
  ['jobFairClose', OFFICES, at('OPEN')],
  ['jobFairSay', OFFICES, at('OPEN', { zh: '十点开始讲座' })],
  [
    'fairKioskEnrol',
    OFFICES,
    async (app, { fair }) => ({
      input: { fair: fair.id, device: (await aDevice(app, '500101', CITY)).id, hall: fair.halls[0]!.id, x: 1, y: 1 },
    }),
  ],
  ['fairKioskRelease', OFFICES, async (app, { fair }) => ({ id: (await aFairKiosk(app, fair)).enrolment })],
  [
    'fairParticipationApply',
    HIRING,
    async (app, { stand }) => ({ input: { fair: (await aFair(app, { state: 'ANNOUNCED' })).id, employer: stand.employer } }),
  ],
  [
    'fairParticipationApprove',
    OFFICES,
    async (app, scene) => {
      const { fair, id } = await applied(app, scene);
      return { id, input: { booth: fair.halls[0]!.booths[0]!.id } };
    },
  ],
  ['fairParticipationReject', OFFICES, async (app, scene) => ({ id: (await applied(app, scene)).id, input: { reason: '展位已满' } })],
  ['fairParticipationWithdraw', HIRING, async (app, scene) => ({ id: (await applied(app, scene)).id })],
  [
    'fairPostBring',
    HIRING,
    async (app, { fair, stand }) => {
      const vacancy = await aVacancy(app, { employer: stand.employer, institution: fair.institution });
      return { input: { participation: stand.participation, vacancy } };
    },
  ],
  ['fairPostWithdraw', HIRING, async (app, { fair, stand }) => ({ id: (await aPost(app, fair, stand)).id })],
  ['fairVisitRegister', COMING, async (app, { visitor }) => ({ input: { fair: (await aFair(app, { state: 'ANNOUNCED' })).id, seeker: visitor.id } })],
  [
    'fairVisitCancel',
    COMING,
    async (app, { visitor }) => {
      const { id: fair } = await aFair(app, { state: 'ANNOUNCED' });
      return { id: await done(app, 'fairVisitRegister', { input: { fair, seeker: visitor.id } }) };
    },
  ],
  ['fairVisitAdmit', DOOR, async (_, { fair }) => ({ input: { fair: fair.id } })],
  [
    'fairVisitCheckIn',
    DOOR,
    async (app, { fair }) => {
      const visit = await done(app, 'fairVisitRegister', { input: { fair: fair.id, seeker: (await aPerson(app)).id } });
      return { input: { fair: fair.id, pass: await passOf(app, visit) } };
    },
  ],
  [
    'fairTicketDraw',
    VISITING,
    async (app, scene) => {
      await served(app, scene);
      return { input: { participation: scene.stand.participation, pass: scene.pass } };
    },
  ],
  [
    'fairTicketLeave',
    VISITING,
    async (app, scene) => {
      await served(app, scene);
      const input = { participation: scene.stand.participation, pass: scene.pass };
      return { id: await done(app, 'fairTicketDraw', { input }), input: { pass: scene.pass } };
    },
  ],
  [
    'fairTicketCall',
    HIRING,
    async (app, scene) => {
      await drawn(app, scene);
      return { id: scene.stand.participation };
    },
  ],
  ['fairTicketServe', HIRING, called],
  ['fairTicketMiss', HIRING, called],
  ['fairInterestNote', VISITING, async (app, { fair, stand, pass }) => ({ input: { post: (await aPost(app, fair, stand)).id, pass } })],
  ['fairInterviewHold', HIRING, async (app, { fair, stand, pass }) => ({ input: { post: (await aPost(app, fair, stand)).id, pass } })],
  ['fairInterviewOffer', HIRING, async (app, scene) => ({ id: await interviewed(app, scene, scene.pass) })],
  ['fairInterviewDecline', HIRING, async (app, scene) => ({ id: await interviewed(app, scene, scene.pass), input: { reason: '经验不足' } })],
  [
    'fairInterviewHire',
    OFFICES,
    async (app, scene) => {
      const { registration } = await aPerson(app, { institution: scene.fair.institution });
      const id = await interviewed(app, scene, await aPass(app, scene.fair));
      await done(app, 'fairInterviewOffer', { id });
      return { id, input: { registration } };
    },
  ],
];

let names = 0;
const aName = (app: TestApp): Promise<string> => Promise.resolve(`活动 ${app.name} ${names++}`);

const ROLES: Record<Name, string> = {
  county: 'office',
  city: 'office',
  'other county': 'office',
  recruiter: 'recruiter',
  'other recruiter': 'recruiter',
  kiosk: 'kiosk',
  'other kiosk': 'kiosk',
  visitor: 'seeker',
  'other seeker': 'seeker',
  intermediary: 'intermediary',
  administrator: 'administrator',
  auditor: 'auditor',
  nobody: 'anonymous',
};
const NAMES = Object.keys(ROLES) as Name[];

/** What somebody who may not is told: that there is no such thing, where the role may do it to what is its own. */
const refusalOf = (name: Name, may: readonly Name[]): string => {
  if (name === 'nobody') return 'UNAUTHENTICATED';
  return may.some((one) => ROLES[one] === ROLES[name]) ? 'NOT_FOUND' : 'FORBIDDEN';
};

const answer = async (app: TestApp, operation: string, variables: Variables, who: Who | string | undefined): Promise<string> =>
  act(app, operation, variables, who ?? null).then(
    ({ codes }) => codes.join() || 'done',
    (error: Error) => error.message.split(': ').at(-1)!,
  );

test('every mutation of fairs is among those that are tried', () => {
  const mutations = Object.keys(buildSchema(readFileSync('schema/schema.graphql', 'utf8')).getMutationType()!.getFields());
  expect(OPERATIONS.map(([name]) => name).sort()).toEqual(mutations.filter((name) => /^(campaign|jobFair|fair[A-Z])/.test(name)).sort());
});

describe('with both layers', () => {
  const app = testApp();
  let scene: Scene;
  beforeAll(async () => void (scene = await aScene(app)), 60_000);

  test.each(OPERATIONS)('%s: by those who may, and by nobody else', async (operation, may, subject) => {
    const refused = NAMES.filter((name) => !may.includes(name));
    const variables = await subject(app, scene);
    for (const name of refused) expect([name, await answer(app, operation, variables, scene.who[name])]).toEqual([name, refusalOf(name, may)]);
    for (const name of may) expect([name, await answer(app, operation, await subject(app, scene), scene.who[name])]).toEqual([name, 'done']);
  });
});

describe('with the application alone', () => {
  const app = testApp();
  let scene: Scene;
  beforeAll(async () => {
    scene = await aScene(app);
    for (const { name } of await app.sql<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    ))
      await app.sql(`alter table ${name} disable row level security`);
  }, 60_000);

  test.each(OPERATIONS)('%s: by nobody who may not', async (operation, may, subject) => {
    const variables = await subject(app, scene);
    for (const name of NAMES.filter((one) => !may.includes(one)))
      expect([name, await answer(app, operation, variables, scene.who[name])]).toEqual([name, refusalOf(name, may)]);
  });
});
