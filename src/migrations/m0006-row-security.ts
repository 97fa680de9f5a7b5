import { Migration } from '@mikro-orm/migrations';
import { anybody, fixed, inDivision, inHand, is, secured, viewer, way } from './row-security.sql.js';

/** Row-level security on every table: the second layer below the scopes of the application. */
export class M0006RowSecurity extends Migration {
  override up(): void {
    for (const statement of [...grants, ...functions, ...indexes, ...places, ...wages, ...posts, ...persons, ...referrals, ...imports, ...accounts, ...system, ...relay]) {
      this.addSql(statement);
    }
  }
}

const serving = is('office', 'intermediary');
const received = { office: inDivision('institution_path'), intermediary: `${is('intermediary')} and institution_id = ${viewer.institution}` };
const everything = (condition: string) => ({ select: condition, insert: condition, update: condition });
const changed = (condition: string) => ({ select: condition, update: condition });
const audited = (table: string): string[] => way(table, 'auditor', { select: is('auditor') });

const grants = [
  // What was migrated is the owner's business alone.
  `revoke all on mikro_orm_migrations from jiangqiao_app, jiangqiao_relay`,
  ...secured('mikro_orm_migrations'),
  `revoke select on all tables in schema public from jiangqiao_relay`,
  `grant select on region, employer, vacancy, import_refusal, account, app_clock, search_dirty to jiangqiao_relay`,
];

const functions = [
  `create function refuse_change() returns trigger language plpgsql as
     $$ begin raise exception using errcode = 'insufficient_privilege', message = 'whose a row is does not change'; end $$`,
  // For whoever refers: their policies on referrals cannot look at notices, whose policies look at referrals.
  `create function employer_of_open(vacancy uuid) returns uuid language sql stable security definer set search_path = public as
     $$ select employer_id from vacancy v where v.id = employer_of_open.vacancy and v.state = 'OPEN' $$`,
  `revoke execute on function employer_of_open(uuid) from public`,
  `grant execute on function employer_of_open(uuid) to jiangqiao_app`,
];

const indexes = [
  `create index vacancy_received on vacancy (institution_path collate "C")`,
  `create index "import_job_account_id_index" on "import_job" ("account_id")`,
];

const places = [
  ...secured('app_clock'),
  // Defaults read it before anybody is known; it holds nothing of anybody's.
  `create policy everybody_select on app_clock for select using (true)`,
  ...secured('region'),
  ...way('region', 'anybody', { select: anybody }),
  ...secured('partner_region'),
  ...way('partner_region', 'anybody', { select: anybody }),
  ...secured('institution'),
  ...way('institution', 'anybody', { select: anybody }),
  ...way('institution', 'office', { insert: inDivision('region_path'), update: inDivision('region_path') }),
];

const wages = [
  ...secured('minimum_wage'),
  ...way('minimum_wage', 'anybody', { select: anybody }),
  ...way('minimum_wage', 'office', { insert: inDivision('region_path'), update: inDivision('region_path'), delete: inDivision('region_path') }),
];

const sent = `exists (select from referral sent where sent.vacancy_id = vacancy.id)`;
const hiring = `${is('recruiter')} and employer_id = any(${viewer.employers})`;
const posts = [
  ...secured('employer'),
  ...way('employer', 'anybody', { select: anybody }),
  ...way('employer', 'office', { insert: is('office'), update: is('office') }),
  ...way('employer', 'intermediary', { insert: is('intermediary') }),
  ...secured('vacancy'),
  ...way('vacancy', 'anybody', { select: `${anybody} and state = 'OPEN'` }),
  ...way('vacancy', 'office', everything(received.office)),
  ...way('vacancy', 'intermediary', everything(received.intermediary)),
  ...way('vacancy', 'recruiter', everything(hiring)),
  ...audited('vacancy'),
  // Whoever refers locks the open notice first, and counts a hire in it later; which referrals there are, their policies say.
  ...way('vacancy', 'referred', {
    select: `${is('office', 'intermediary', 'seeker')} and ${sent}`,
    update: { from: `${serving} and state = 'OPEN'`, to: `${serving} and state in ('OPEN', 'FILLED') and ${sent}` },
  }),
  ...fixed('vacancy', 'employer_id', 'institution_id', 'institution_path'),
];

const registered = `exists (select from registration g where g.seeker_id = seeker.id)`;
const document = `${serving} and id = ${inHand.person}`;
const digest = `${serving} and encode(id_number_index, 'hex') = any(${inHand.digests})`;
const persons = [
  ...secured('registration'),
  // A registration opens the person: it is written with their document before one.
  ...way('registration', 'office', { ...changed(received.office), insert: `${received.office} and seeker_id = ${inHand.person}` }),
  ...way('registration', 'intermediary', { ...changed(received.intermediary), insert: `${received.intermediary} and seeker_id = ${inHand.person}` }),
  ...way('registration', 'seeker', changed(`${is('seeker')} and seeker_id = ${viewer.seeker}`)),
  ...audited('registration'),
  ...fixed('registration', 'seeker_id', 'institution_id', 'institution_path'),
  ...secured('seeker'),
  ...way('seeker', 'registered', changed(`${serving} and ${registered}`)),
  // The home may move out of the division: what was a resident's form is still put right.
  ...way('seeker', 'resident', { select: inDivision('region_path'), update: { from: inDivision('region_path'), to: is('office') } }),
  ...way('seeker', 'seeker', changed(`${is('seeker')} and id = ${viewer.seeker}`)),
  ...way('seeker', 'document', everything(document)),
  ...audited('seeker'),
  ...secured('person_secret'),
  ...way('person_secret', 'document', { ...changed(digest), insert: `${digest} and seeker_id = ${inHand.person}` }),
  ...way('person_secret', 'served', changed(`${is('office', 'intermediary', 'seeker')} and seeker_id = ${inHand.person}`)),
  ...secured('travel_group'),
  ...way('travel_group', 'member', {
    select: `${is('office', 'intermediary', 'seeker')} and exists (select from seeker member where member.travel_group_id = travel_group.id)`,
  }),
  ...way('travel_group', 'serving', { insert: serving }),
  ...audited('travel_group'),
];

const pair = `exists (select from registration g where g.id = registration_id and g.seeker_id = referral.seeker_id)`;
const issued = `${pair} and employer_id = employer_of_open(vacancy_id)`;
const referrals = [
  ...secured('referral'),
  // A referral opens the notice: it goes to an open one, from a registration in sight.
  ...way('referral', 'office', { ...changed(received.office), insert: `${received.office} and ${issued}` }),
  ...way('referral', 'intermediary', { ...changed(received.intermediary), insert: `${received.intermediary} and ${issued}` }),
  ...way('referral', 'recruiter', changed(hiring)),
  ...way('referral', 'seeker', changed(`${is('seeker')} and seeker_id = ${viewer.seeker}`)),
  ...audited('referral'),
  ...fixed('referral', 'seeker_id', 'vacancy_id', 'registration_id', 'institution_id', 'institution_path', 'employer_id'),
];

const ofJob = `exists (select from import_job job where job.id = import_refusal.job_id)`;
const imports = [
  ...secured('import_job'),
  ...way('import_job', 'uploader', everything(`${serving} and account_id = ${viewer.user}`)),
  // The command line acts as an office and has no account.
  ...way('import_job', 'operator', everything(`${is('office')} and account_id is null and ${viewer.user} is null`)),
  ...secured('import_refusal'),
  ...way('import_refusal', 'job', { select: `${serving} and ${ofJob}`, insert: `${serving} and ${ofJob}`, delete: `${serving} and ${ofJob}` }),
];

const managing = is('administrator');
const kiosks = { administrator: managing, office: inDivision('region_path') };
const accounts = [
  ...secured('account'),
  ...way('account', 'itself', { select: `id = ${viewer.user}` }),
  ...way('account', 'administrator', everything(managing)),
  ...secured('api_key'),
  ...way('api_key', 'administrator', everything(managing)),
  ...secured('device'),
  ...way('device', 'administrator', everything(kiosks.administrator)),
  ...way('device', 'office', everything(kiosks.office)),
  ...secured('lock_out'),
  ...way('lock_out', 'administrator', { select: managing, delete: managing }),
  // Reached through functions of the owner alone.
  ...secured('password'),
  ...secured('session'),
  ...secured('idempotency_key'),
  ...way('idempotency_key', 'actor', everything(`actor = coalesce(${viewer.user}::text, ${viewer.role})`)),
];

/** What ends by itself: seen as a whole, changed only from what runs to what is over. */
const ending = (table: string, from: string, to: string): string[] =>
  way(table, 'system', { select: is('system'), update: { from: `${is('system')} and ${from}`, to: `${is('system')} and state = '${to}'` } });
const system = [
  ...ending('vacancy', `state = 'OPEN'`, 'EXPIRED'),
  ...ending('registration', `state in ('ACTIVE', 'SUSPENDED')`, 'EXPIRED'),
  ...ending('referral', `state in ('ISSUED', 'ACCEPTED', 'INTERVIEWED')`, 'EXPIRED'),
  ...ending('import_job', `state = 'RUNNING'`, 'FAILED'),
];

/** The relay sees what the index holds, and what the command line prints; no person. */
const relay = [
  ...secured('search_dirty'),
  ...way('search_dirty', 'relay', { select: 'true', insert: 'true', update: 'true', delete: 'true' }, 'jiangqiao_relay'),
  ...['region', 'employer', 'vacancy', 'import_refusal', 'account'].flatMap((table) => way(table, 'relay', { select: 'true' }, 'jiangqiao_relay')),
];
