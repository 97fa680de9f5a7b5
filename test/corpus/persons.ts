import { ROLES, type Role } from '../../src/platform/access/viewer.js';
import { regionByCode } from '../../src/modules/regions/region.queries.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { key } from '../support/app.js';
import { aVacancy, CITY, seekerInput } from '../support/factories.js';
import { aConsent, aPerson, ERASE, type Person, REVEAL, revealInput, self, WITHDRAW } from '../support/people.js';
import { eventually } from '../support/sessions.js';
import { ask, Line, shoot } from './client.js';
import { ME } from './documents.js';
import { codeOf, json, type Kind, type Say, script, steps } from './kinds.js';
import type { World } from './scene.js';

const SERVING: readonly Role[] = ['intermediary', 'office'];
const SIGNED_IN = ROLES.filter((role) => role !== 'anonymous');
const PERSON = 'query ($id: ID!) { seeker(id: $id) { name } }';
const BY_ID = 'query ($id: ID!) { seeker(id: $id) { id } }';
const FIND = 'mutation ($input: SeekerFindInput!) { seekerFind(input: $input) { seeker { id } userErrors { code } } }';
/** A registration with everything in it that another institution could have put there. */
const REGISTER = `mutation ($input: SeekerRegisterInput!) { seekerRegister(input: $input) { registration { state
  seeker { region { code } registrations { institution { id } } consents { id } travelGroup { name } } } userErrors { code path } } }`;
const INTAKE = 'mutation ($input: SeekerRegisterInput!) { seekerRegister(input: $input) { left { path } userErrors { code path } } }';
const REVISE =
  'mutation ($id: ID!, $input: SeekerFormReviseInput!) { seekerFormRevise(id: $id, input: $input) { seeker { id } userErrors { code } } }';
const GIVE = 'mutation ($input: ConsentGiveInput!) { consentGive(input: $input) { consent { id } userErrors { code path } } }';
const ISSUE = 'mutation ($input: ReferralIssueInput!) { referralIssue(input: $input) { referral { id } userErrors { code } } }';
const COUNT = 'query ($filter: VacancyFilter) { vacancies(filter: $filter, first: 100) { totalCount edges { node { id } } } }';
const FOUND = '{ vacancySearch(query: "", facets: [PLACE], first: 100) { totalCount facets { counts { count } } edges { node { id } } } }';

let strangers = 40_000;
/** An ID number that nobody has brought yet. */
const unknown = (): string => syntheticResidentId(++strangers, '1979-04-05', 'FEMALE');
const aStranger = (world: World): Promise<Person> => aPerson(world.app, { institution: world.ids.elsewhere, input: { region: '500102' } });

/** How often a person was looked up. */
const lookUps = async ({ app }: World, keys: readonly string[]): Promise<number> =>
  (await app.sql(`select 1 from audit_entry where action = 'LOOKED_UP' and request = any(?::uuid[])`, [`{${keys.join(',')}}`])).length;

/** A person put forward to the recruiter’s employer. */
async function aReferred({ app, ids }: World): Promise<Person> {
  const person = await aPerson(app, { institution: ids.institution });
  const vacancy = await aVacancy(app, { employer: ids.employer, institution: ids.institution });
  const { referralIssue } = await app.data(ISSUE, { input: { registration: person.registration, vacancy, idempotencyKey: key() } }, CITY);
  if (referralIssue.userErrors.length > 0) throw new Error(json(referralIssue.userErrors));
  return person;
}

/** What a recruiter is shown of a person: the name, and the phone or why not. */
async function shown(say: Say, { id, name, phone }: Person): Promise<string[]> {
  const { seeker } = (await say(PERSON, { id })).data;
  const { value, userErrors } = (await say(REVEAL, { id, input: revealInput('PHONE') })).data.seekerReveal;
  return [seeker.name === name ? 'the name' : 'masked', value === `+86${phone}` ? 'the phone' : userErrors[0].code];
}

/** 66, 70–76: persons, and what follows from rights that change. */
export const persons: Kind[] = [
  ...steps(
    66,
    'a consent to words that are no longer the newest',
    [{ code: 'CONFLICT', path: ['input', 'version'] }],
    async (say, { app, ids }) => {
      await app.sql(`insert into consent_text (id, purpose, version, effective_on, zh, en)
        select uuidv7(), 'SHARING', 2, app_today(), '新', 'new' where not exists (select from consent_text where purpose = 'SHARING' and version = 2)
        on conflict do nothing`);
      const input = { seeker: ids.seeker, purpose: 'SHARING', version: 1, institution: ids.elsewhere, evidence: '纸质', idempotencyKey: key() };
      return (await say(GIVE, { input })).data.consentGive.userErrors;
    },
    ['intermediary', 'office', 'seeker'],
  ),
  ...steps(
    70,
    'drafts counted, of an institution out of sight',
    [0, 0],
    async (say, { ids }) => {
      const { totalCount, edges } = (await say(COUNT, { filter: { institution: ids.elsewhere, state: 'DRAFT' } })).data.vacancies;
      return [totalCount, edges.length];
    },
    ['intermediary', 'office', 'recruiter', 'seeker'],
  ),
  ...steps(
    70,
    'the referrals of others, counted on an open vacancy and by person',
    [0, 0],
    async (say, { ids }) => {
      const { vacancy } = (await say('query ($id: ID!) { vacancy(id: $id) { referralCount } }', { id: ids.vacancy })).data;
      const filter = { seeker: ids.foreignSeeker };
      const { referrals } = (await say('query ($filter: ReferralFilter) { referrals(filter: $filter) { totalCount } }', { filter })).data;
      return [vacancy.referralCount, referrals.totalCount];
    },
    ['intermediary', 'office', 'seeker'],
  ),
  ...steps(
    70,
    'hits, total and facets of a search',
    'of what everybody sees',
    async (say, { app }) => {
      const open = new Set((await app.sql<{ id: string }>("select id from vacancy where state = 'OPEN'")).map(({ id }) => id));
      const { totalCount, facets, edges } = (await say(FOUND)).data.vacancySearch;
      const counted = facets[0].counts.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
      const all = edges.every(({ node }: { node: { id: string } }) => open.has(node.id));
      return all && counted === totalCount && totalCount <= open.size ? 'of what everybody sees' : { totalCount, counted, open: open.size };
    },
    ROLES.filter((role) => !['anonymous', 'kiosk'].includes(role)),
  ),
  ...steps(
    71,
    'an ID number of somebody out of sight, and one of nobody',
    ['the same', 2],
    async (say, world) => {
      const keys = [key(), key()];
      const { idNumber } = await aStranger(world);
      const [one, other] = [
        await say(FIND, { input: { idNumber, idempotencyKey: keys[0] } }),
        await say(FIND, { input: { idNumber: unknown(), idempotencyKey: keys[1] } }),
      ];
      return [json(one) === json(other) ? 'the same' : [one, other], await lookUps(world, keys)];
    },
    SERVING,
  ),
  ...steps(
    71,
    'the registration of somebody whom others have, with the form that stands, and of one whom nobody has',
    ['the same', 1],
    async (say, world) => {
      const keys = [key(), key()];
      const { name, idNumber, phone } = await aStranger(world);
      const intake = (who: object): Promise<unknown> => say(REGISTER, { input: seekerInput(world.ids.institution, { ...who, region: '500102' }) });
      const [one, other] = [
        await intake({ name, idNumber, phone, idempotencyKey: keys[0] }),
        await intake({ name, idNumber: unknown(), phone, idempotencyKey: keys[1] }),
      ];
      return [json(one) === json(other) ? 'the same' : [one, other], await lookUps(world, keys)];
    },
    SERVING,
  ),
  ...steps(
    72,
    'a person of another county registered with another home, phone and wish, then erased',
    ['region wish', '500102', 'the same phone', true],
    async (say, { app, ids }) => {
      const person = await aPerson(app, { institution: ids.elsewhere, input: { region: '500102' } });
      const { name, idNumber, phone, id } = person;
      const input = seekerInput(ids.institution, { name, idNumber, phone: '13900139000', wish: { anyTrade: true, places: ['北京'] } });
      const { left } = (await say(INTAKE, { input })).data.seekerRegister;
      const refused = codeOf(json(await say(ERASE, { id, input: { reason: '本人申请', idempotencyKey: key() } })));
      const [stands] = await app.sql<{ code: string; phone: string; state: string }>(
        'select r.code, s.phone_masked as phone, s.state from seeker s join region r on r.id = s.region_id where s.id = ?',
        [id],
      );
      const told = (left as { path: string[] }[]).map(({ path }) => path.at(-1)).filter((field) => field !== 'phone');
      const same = stands!.phone === `${phone.slice(0, 3)}****${phone.slice(-4)}`;
      return [told.join(' '), stands!.code, same ? 'the same phone' : stands!.phone, stands!.state === 'ACTIVE' && refused !== ''];
    },
    SERVING,
  ),
  ...steps(
    72,
    'a person of another county moved to their own',
    ['NOT_FOUND', null, '500102'],
    async (say, { app, ids }) => {
      const { seekerFormRevise } = (await say(REVISE, { id: ids.foreignSeeker, input: { region: '500101', idempotencyKey: key() } })).data;
      const { seeker } = (await say(PERSON, { id: ids.foreignSeeker })).data;
      const [home] = await app.sql<{ code: string }>('select r.code from seeker s join region r on r.id = s.region_id where s.id = ?', [
        ids.foreignSeeker,
      ]);
      return [seekerFormRevise.userErrors[0]?.code, seeker, home!.code];
    },
    SERVING,
  ),
  ...steps(
    73,
    'a recruiter before the consent, with it, and after it is withdrawn',
    [
      ['masked', 'NOT_ELIGIBLE'],
      ['the name', 'the phone'],
      ['masked', 'NOT_ELIGIBLE'],
    ],
    async (say, world) => {
      const person = await aReferred(world);
      const before = await shown(say, person);
      const consent = await aConsent(world.app, person, world.ids.employer);
      const given = await shown(say, person);
      await world.app.data(WITHDRAW, { id: consent, input: { idempotencyKey: key() } }, self(person));
      return [before, given, await shown(say, person)];
    },
    ['recruiter'],
  ),
  ...['phoneMasked', 'idNumberMasked', 'birthOn', 'registrations { id }'].flatMap((field) =>
    steps(
      73,
      `a recruiter who asks for ${field}`,
      'FORBIDDEN',
      async (say, { ids }) => codeOf(json(await say(`query ($id: ID!) { seeker(id: $id) { ${field} } }`, { id: ids.seeker }))),
      ['recruiter'],
    ),
  ),
  script(
    75,
    'an account that is disabled after its credential was used',
    'http',
    ['OK', 'UNAUTHENTICATED'],
    async (world, role) => {
      const { token, name } = await world.fresh(role);
      const me = async (): Promise<string> => {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
        return codeOf((await shoot(world.server.url, { headers, body: json({ query: ME }) })).text);
      };
      const before = await me();
      await world.app.sql('update account set disabled_at = app_now() where name = ?', [name]);
      await eventually(async () => (await me()) !== before);
      return [before, await me()];
    },
    SIGNED_IN,
  ),
  script(
    75,
    'an account that is disabled while its socket is open',
    'ws',
    ['OK', 4403, 'in time'],
    async (world, role) => {
      const { token, name } = await world.fresh(role);
      const line = await Line.open(world.server.url, { token });
      const before = codeOf((await ask(line, json({ query: ME }), key())).text);
      await world.app.sql('update account set disabled_at = app_now() where name = ?', [name]);
      const began = performance.now();
      return [before, await line.end(), performance.now() - began < 2_000 ? 'in time' : performance.now() - began];
    },
    SIGNED_IN,
  ),
  script(
    75,
    'a division that changes while its office asks without a pause',
    'http',
    ['own', 'nothing'],
    async (world) => {
      const { token, name } = await world.fresh('office');
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const assign = (code: string): Promise<unknown> =>
        world.app.sql('update account set region_id = ? where name = ?', [regionByCode(code).id, name]);
      const drafts = async (): Promise<number> => {
        const variables = { filter: { institution: world.ids.elsewhere, state: 'DRAFT' } };
        const { text } = await shoot(world.server.url, { headers, body: json({ query: COUNT, variables }) });
        return (JSON.parse(text) as { data: { vacancies: { totalCount: number } } }).data.vacancies.totalCount;
      };
      await assign('500102');
      await eventually(async () => (await drafts()) > 0);
      let asking = true;
      const seen: { at: number; count: number }[] = [];
      const asked = Promise.all(
        Array.from({ length: 4 }, async () => {
          while (asking) {
            const at = performance.now();
            seen.push({ at, count: await drafts() });
          }
        }),
      );
      await eventually(async () => seen.length > 0);
      await assign('500101');
      const changed = performance.now();
      await eventually(async () => seen.at(-1)!.at > changed + 2_000, 20_000);
      asking = false;
      await asked;
      const late = seen.filter(({ at }) => at > changed + 2_000);
      return [seen.some(({ count }) => count > 0) ? 'own' : 'none', late.length > 0 && late.every(({ count }) => count === 0) ? 'nothing' : late];
    },
    ['office'],
  ),
  script(
    76,
    'ID numbers tried one after the other',
    'http',
    { tried: 60, code: 'RATE_LIMITED', retry: true, told: true },
    async (world, role) => {
      const { token, name } = await world.fresh(role);
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      for (let tried = 0; tried < 100; tried++) {
        const body = json({ query: FIND, variables: { input: { idNumber: unknown(), idempotencyKey: key() } } });
        const reply = await shoot(world.server.url, { headers, body });
        if (codeOf(reply.text) === 'OK') continue;
        const [account] = await world.app.sql<{ id: string }>('select id from account where name = ?', [name]);
        const told = world.logs.some((line) => line.includes('reached its limit') && line.includes(account!.id));
        return { tried, code: codeOf(reply.text), retry: Number(reply.headers!['retry-after']) >= 1, told };
      }
      return 'never refused';
    },
    SERVING,
  ),
  ...steps(
    76,
    'persons by ids that follow each other',
    [{ seeker: null }],
    async (say) => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, at) => say(BY_ID, { id: `00000000-0000-7000-8000-00000000000${at}` }).then(({ data }) => json(data))),
      );
      return [...new Set(answers)].map((one) => JSON.parse(one) as unknown);
    },
    [...SERVING, 'auditor', 'recruiter', 'seeker'],
  ),
];
