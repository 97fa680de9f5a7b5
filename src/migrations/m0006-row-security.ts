import { Migration } from '@mikro-orm/migrations';
import { actor, anybody, fixed, inDivision, inHand, inInstitution, is, ofEmployers, ofSeeker, secured, some, user, way } from './row-security.sql.js';

/** Row-level security on every table: the second layer below the scopes of the application. */
export class M0006RowSecurity extends Migration {
  override up(): void {
    for (const statement of [...ground, ...places, ...wages, ...posts, ...persons, ...referrals, ...imports, ...accounts, ...system, ...relay]) {
      this.addSql(statement);
    }
  }
}

const serving = is('office', 'intermediary');
const received = { office: inDivision('institution_path'), intermediary: inInstitution('institution_id') };
const everything = (condition: string) => ({ select: condition, insert: condition, update: condition });
const changed = (condition: string) => ({ select: condition, update: condition });

const ground = [
  // What was migrated is the owner's business alone.
  `revoke all on mikro_orm_migrations from jiangqiao_app, jiangqiao_relay`,
  ...secured('mikro_orm_migrations'),
  `create index vacancy_received on vacancy (institution_path collate "C")`,
  `create index "import_job_account_id_index" on "import_job" ("account_id")`,
  `create function refuse_change() returns trigger language plpgsql as
     $$ begin raise exception using errcode = 'insufficient_privilege', message = 'whose a row is does not change'; end $$`,
  // For whoever refers: their policies on referrals cannot look at notices, whose policies look at referrals.
  `create function employer_of_open(vacancy uuid) returns uuid language sql stable security definer set search_path = public as
     $$ select employer_id from vacancy v where v.id = employer_of_open.vacancy and v.state = 'OPEN' $$`,
  `revoke execute on function employer_of_open(uuid) from public`,
  `grant execute on function employer_of_open(uuid) to jiangqiao_app`,
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
  ...way('minimum_wage', 'administrator', { insert: is('administrator'), update: is('administrator'), delete: is('administrator') }),
];

const sent = some('referral', 'sent', 'sent.vacancy_id = vacancy.id');
const posts = [
  ...secured('employer'),
  ...way('employer', 'anybody', { select: anybody }),
  ...way('employer', 'office', { insert: is('office'), update: inDivision('region_path') }),
  ...way('employer', 'intermediary', { insert: is('intermediary'), update: `${is('intermediary')} and state <> 'VERIFIED'` }),
  ...secured('vacancy'),
  ...way('vacancy', 'anybody', { select: `${anybody} and state = 'OPEN'` }),
  ...way('vacancy', 'office', everything(received.office)),
  ...way('vacancy', 'intermediary', everything(received.intermediary)),
  ...way('vacancy', 'recruiter', everything(ofEmployers('employer_id'))),
  ...way('vacancy', 'whole', { select: is('auditor', 'system') }),
  // Whoever refers locks the open notice first, and counts a hire in it later; it stays in their sight, and the person's.
  ...way('vacancy', 'referred', {
    select: `state <> 'OPEN' and ${is('office', 'intermediary', 'seeker')} and ${sent}`,
    update: { from: `state = 'OPEN' and ${serving}`, to: `state in ('OPEN', 'FILLED') and ${serving} and ${sent}` },
  }),
  ...fixed('vacancy', 'employer_id', 'institution_id', 'institution_path'),
];

const written = inHand.person('seeker_id');
const digest = `${serving} and ${inHand.digest('id_number_index')}`;
const persons = [
  ...secured('registration'),
  // A registration opens the person: it is written with their document before one.
  ...way('registration', 'office', { ...changed(received.office), insert: `${received.office} and ${written}` }),
  ...way('registration', 'intermediary', { ...changed(received.intermediary), insert: `${received.intermediary} and ${written}` }),
  ...way('registration', 'seeker', changed(ofSeeker('seeker_id'))),
  ...way('registration', 'whole', { select: is('auditor', 'system') }),
  ...fixed('registration', 'seeker_id', 'institution_id', 'institution_path'),
  ...secured('seeker'),
  ...way('seeker', 'registered', changed(`${serving} and ${some('registration', 'g', 'g.seeker_id = seeker.id')}`)),
  // The home may move out of the division: what was a resident's form is still put right.
  ...way('seeker', 'resident', { select: inDivision('region_path'), update: { from: inDivision('region_path'), to: is('office') } }),
  ...way('seeker', 'seeker', changed(ofSeeker('id'))),
  ...way('seeker', 'document', everything(`${serving} and ${inHand.person('id')}`)),
  ...way('seeker', 'whole', { select: is('auditor') }),
  ...fixed('seeker', 'id'),
  ...secured('person_secret'),
  // Found by the number on the document; written anew for whoever was found.
  ...way('person_secret', 'document', { ...changed(`${digest} or (${is('office', 'intermediary', 'seeker')} and ${written})`), insert: `${digest} and ${written}` }),
  ...fixed('person_secret', 'seeker_id', 'index_version', 'id_number_index'),
  ...secured('travel_group'),
  ...way('travel_group', 'member', {
    select: `${is('office', 'intermediary', 'seeker')} and ${some('seeker', 'member', 'member.travel_group_id = travel_group.id')}`,
  }),
  ...way('travel_group', 'serving', { insert: serving }),
  ...way('travel_group', 'whole', { select: is('auditor') }),
];

const pair = some('registration', 'g', 'g.id = registration_id and g.seeker_id = referral.seeker_id');
const issued = `${pair} and employer_id = employer_of_open(vacancy_id)`;
const referrals = [
  ...secured('referral'),
  // A referral opens the notice: it goes to an open one, from a registration in sight.
  ...way('referral', 'office', { ...changed(received.office), insert: `${received.office} and ${issued}` }),
  ...way('referral', 'intermediary', { ...changed(received.intermediary), insert: `${received.intermediary} and ${issued}` }),
  ...way('referral', 'recruiter', changed(ofEmployers('employer_id'))),
  ...way('referral', 'seeker', changed(ofSeeker('seeker_id'))),
  ...way('referral', 'whole', { select: is('auditor', 'system') }),
  ...fixed('referral', 'seeker_id', 'vacancy_id', 'registration_id', 'institution_id', 'institution_path', 'employer_id'),
];

const ofJob = `${serving} and ${some('import_job', 'job', 'job.id = import_refusal.job_id')}`;
const imports = [
  ...secured('import_job'),
  ...way('import_job', 'uploader', everything(`${serving} and account_id = ${user}`)),
  // The command line acts as an office and has no account.
  ...way('import_job', 'operator', everything(`${is('office')} and account_id is null and ${user} is null`)),
  ...way('import_job', 'whole', { select: is('system') }),
  ...secured('import_refusal'),
  ...way('import_refusal', 'job', { select: ofJob, insert: ofJob, delete: ofJob }),
];

const managing = is('administrator');
const accounts = [
  ...secured('account'),
  ...way('account', 'itself', { select: `id = ${user}` }),
  ...way('account', 'administrator', everything(managing)),
  ...secured('api_key'),
  ...way('api_key', 'administrator', everything(managing)),
  ...secured('device'),
  ...way('device', 'administrator', everything(managing)),
  ...way('device', 'office', everything(inDivision('region_path'))),
  ...secured('lock_out'),
  ...way('lock_out', 'administrator', { select: managing, delete: managing }),
  // Reached through functions of the owner alone.
  ...secured('password'),
  ...secured('session'),
  ...secured('idempotency_key'),
  ...way('idempotency_key', 'actor', everything(`actor = ${actor}`)),
];

/** What ends by itself: changed only from what runs to what is over. */
const ending = (table: string, from: string, to: string): string[] =>
  way(table, 'system', { update: { from: `${from} and ${is('system')}`, to: `state = '${to}' and ${is('system')}` } });
const system = [
  ...ending('vacancy', `state = 'OPEN'`, 'EXPIRED'),
  ...ending('registration', `state in ('ACTIVE', 'SUSPENDED')`, 'EXPIRED'),
  ...ending('referral', `state in ('ISSUED', 'ACCEPTED', 'INTERVIEWED')`, 'EXPIRED'),
  ...ending('import_job', `state = 'RUNNING'`, 'FAILED'),
];

/** The relay sees what the index holds, and what the command line prints; no person. */
const RELAYED = ['region', 'employer', 'vacancy', 'import_refusal', 'account'];
const relay = [
  `revoke select on all tables in schema public from jiangqiao_relay`,
  `grant select on ${RELAYED.join(', ')}, app_clock, search_dirty to jiangqiao_relay`,
  ...secured('search_dirty'),
  ...way('search_dirty', 'relay', { select: 'true', insert: 'true', update: 'true', delete: 'true' }, 'jiangqiao_relay'),
  ...RELAYED.flatMap((table) => way(table, 'relay', { select: 'true' }, 'jiangqiao_relay')),
];
