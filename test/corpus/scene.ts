import { readFileSync } from 'node:fs';
import { buildSchema, isIntrospectionType, isSpecifiedScalarType } from 'graphql';
import { ROLES, type Role } from '../../src/platform/access/viewer.js';
import { everyone } from '../../src/platform/access/policy.js';
import { ApiProcess } from '../support/api-process.js';
import { key, type TestApp, type Who } from '../support/app.js';
import { aVacancy, anEmployer, anInstitution, CITY, REGISTER, seekerInput } from '../support/factories.js';
import { aFair, done } from '../support/fairs.js';
import { SearchProxy } from '../support/search-proxy.js';
import { Line } from './client.js';
import { EVERYBODYS } from './documents.js';

/** The application as strangers meet it, with somebody of each role, own rows and foreign ones. */
export interface World {
  readonly app: TestApp;
  /** No explorer, and limits on numbers that no cell but its own kind reaches. */
  readonly server: { readonly url: string };
  /** The numbers as they are, with shorter seconds. */
  readonly strict: { readonly url: string };
  /** The process of both servers, and what it logs. */
  readonly api: ApiProcess;
  readonly logs: string[];
  /** Between the process and its search server. */
  readonly search: SearchProxy;
  readonly ids: {
    institution: string;
    employer: string;
    vacancy: string;
    seeker: string;
    /** An institution of another county, and what is its own. */
    elsewhere: string;
    foreignDraft: string;
    foreignSeeker: string;
    foreignRegistration: string;
    foreignGroup: string;
    foreignImport: string;
    fair: string;
    plannedFair: string;
  };
  token(role: Role): string | undefined;
  /** The credential of another account with the scope of a role. */
  fresh(role: Role): Promise<{ token: string; name: string }>;
  /** The open socket of a role, opened again when it was closed. */
  line(role: Role): Promise<Line>;
  close(): Promise<void>;
}

export const STRANGERS: readonly Role[] = ['anonymous', 'kiosk'];
export const stranger = (role: Role): boolean => STRANGERS.includes(role);

export async function aWorld(app: TestApp): Promise<World> {
  for (const text of EVERYBODYS) app.trusted.add(text, everyone);
  const [institution, elsewhere] = [await anInstitution(app, '500101'), await anInstitution(app, '500102', 'LICENSED_AGENCY')];
  const employer = await anEmployer(app);
  const vacancy = await aVacancy(app, { employer, institution });
  const foreignDraft = await aVacancy(app, { institution: elsewhere, open: false });
  const register = async (at: string): Promise<{ id: string; seeker: { id: string } }> => {
    const input = seekerInput(at, { region: at === institution ? '500101' : '500102', newTravelGroup: { name: '同乡', kind: 'VILLAGE' } });
    return (await app.data(REGISTER, { input }, CITY)).seekerRegister.registration;
  };
  const [{ seeker }, foreign] = [await register(institution), await register(elsewhere)];
  const [group] = await app.sql<{ id: string }>('select travel_group_id as id from seeker where id = ?', [foreign.seeker.id]);
  await app.data(ISSUE, { input: { registration: foreign.id, vacancy, idempotencyKey: key() } }, CITY);
  await app.token(BROKER_ELSEWHERE(elsewhere));
  const [job] = await app.sql<{ id: string }>(
    "insert into import_job (id, kind, account_id, file_name, size, state) select uuidv7(), 'VACANCIES', id, 'x', 1, 'RUNNING' from account where institution_id = ? returning id",
    [elsewhere],
  );
  const [fair, planned] = [await aFair(app), await aFair(app, { state: 'PLANNED', region: '500102' })];
  for (const zh of ['一', '二', '三']) await done(app, 'jobFairSay', { id: fair.id, input: { zh } });
  await app.sql("update feed_event set at = at - interval '40 days' where stream = ? and seq = 1", [fair.id]);
  await app.sql('select feed_forget()');
  const who: Record<Role, Who | undefined> = {
    anonymous: undefined,
    kiosk: { role: 'KIOSK' },
    seeker: { role: 'SEEKER', seeker: seeker.id },
    intermediary: { role: 'INTERMEDIARY', institution },
    office: { role: 'OFFICE', region: '500101' },
    recruiter: { role: 'RECRUITER', employers: [employer] },
    administrator: { role: 'ADMINISTRATOR' },
    auditor: { role: 'AUDITOR' },
  };
  const tokens = new Map<Role, string | undefined>();
  for (const role of ROLES) tokens.set(role, who[role] && (await app.token(who[role])));
  await enrolDisplays(app, fair.id);
  await enrolDisplays(app, fair.id);
  const search = new SearchProxy(() => app.servers.meiliUrl);
  const api = new ApiProcess({
    servers: { ...app.servers, ...app.urls, meiliUrl: await search.start() },
    searchWithinMs: 200,
    prefix: `${app.name}-`,
    folder: app.folder,
    variables: [
      { EXPLORER: '0', LOG_LEVEL: 'info', LIMIT_MESSAGES_PER_SECOND: '1000000' },
      { EXPLORER: '0', LOG_LEVEL: 'info', LIMIT_POINTS_PER_MINUTE: '1200', LIMIT_POINTS_AT_ONCE: '600', ...SHORT },
    ],
    trusted: EVERYBODYS.map((text) => [text, everyone] as const),
  });
  await api.start();
  const [server, strict] = api.urls.map((url) => ({ url }));
  const lines = new Map<Role, Promise<Line>>();
  return {
    app,
    server: server!,
    strict: strict!,
    api,
    logs: api.logs,
    search,
    ids: {
      institution,
      employer,
      vacancy,
      seeker: seeker.id,
      elsewhere,
      foreignDraft,
      foreignSeeker: foreign.seeker.id,
      foreignRegistration: foreign.id,
      foreignGroup: group!.id,
      foreignImport: job!.id,
      fair: fair.id,
      plannedFair: planned.id,
    },
    token: (role) => tokens.get(role),
    fresh: async (role) => {
      const name = key();
      const whose = role === 'seeker' ? { seeker: (await register(institution)).seeker.id } : {};
      return { token: await app.token({ ...who[role]!, ...whose, name }), name };
    },
    line: async (role) => {
      let line = lines.get(role);
      if (!line || (await line).closed) lines.set(role, (line = Line.open(server!.url, { token: tokens.get(role) })));
      return line;
    },
    close: async () => {
      for (const line of lines.values()) (await line).close();
      await api.stop();
      search.stop();
    },
  };
}

const ISSUE = 'mutation ($input: ReferralIssueInput!) { referralIssue(input: $input) { userErrors { code } } }';
const BROKER_ELSEWHERE = (institution: string): Who => ({ role: 'INTERMEDIARY', institution });

/** Displays with a key, which have no device, stand at the fair. */
export const enrolDisplays = (app: TestApp, fair: string): Promise<unknown> =>
  app.sql(
    `insert into fair_kiosk (id, fair_id, device_id, hall_id, x, y, until)
     select uuidv7(), h.fair_id, a.id, h.id, 0, 0, now() + interval '1 day' from account a, fair_hall h where a.role = 'KIOSK' and h.fair_id = ? and h.name = '一号厅'
     on conflict (device_id) do nothing`,
    [fair],
  );

const SHORT = { LIMIT_BODY_SECONDS: '1', LIMIT_INIT_SECONDS: '1', LIMIT_PING_SECONDS: '1' };

/** Names of the schema that no stranger may learn from a refusal. */
export const TYPE_NAMES = Object.values(buildSchema(readFileSync('schema/schema.graphql', 'utf8')).getTypeMap())
  .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
  .map(({ name }) => name);
