import { Migration } from '@mikro-orm/migrations';
import { anybody, inHand, is, ofEmployers, ofSeeker, secured, some, user, way, withoutWay } from './row-security.sql.js';

/** Row-level security of keys, consents, erasures and the audit, and what erasing reaches. */
export class M0011PersonalSecurity extends Migration {
  override up(): void {
    for (const statement of [...functions, ...persons, ...consents, ...audit, ...rules, ...erasing, ...relay]) this.addSql(statement);
  }
}

const internal = is('system');

/** For policies on people, which cannot look at tables whose policies look at people. */
const definer = 'stable security definer set search_path = public, pg_temp';
const granted = (signature: string): string[] => [
  `revoke execute on function ${signature} from public`,
  `grant execute on function ${signature} to jiangqiao_app`,
];
const functions = [
  `create function person_shared(person uuid, institution uuid) returns boolean language sql ${definer} as
     $$ select exists (select from consent c where c.seeker_id = person and c.institution_id = institution and c.purpose = 'SHARING' and c.withdrawn_at is null) $$`,
  ...granted('person_shared(uuid, uuid)'),
  `create function person_shown(person uuid, employers uuid[]) returns boolean language sql ${definer} as
     $$ select exists (select from consent c where c.seeker_id = person and c.employer_id = any(employers) and c.purpose = 'CONTACT' and c.withdrawn_at is null)
            or exists (select from referral r where r.seeker_id = person and r.employer_id = any(employers) and r.state in ('ISSUED', 'ACCEPTED', 'INTERVIEWED', 'HIRED')) $$`,
  ...granted('person_shown(uuid, uuid[])'),
];

const own = (name: string, type: string): string => `(select nullif(current_setting('app.${name}', true), '')::${type})`;
const sees = (table: string): string => some('seeker', 's', `s.id = ${table}.seeker_id`);
const serving = is('office', 'intermediary');
const persons = [
  ...way('seeker', 'shared', { select: `${serving} and person_shared(id, ${own('institution_id', 'uuid')})` }),
  ...way('seeker', 'shown', { select: `${is('recruiter')} and person_shown(id, ${own('employer_ids', 'uuid[]')})` }),
  ...way('seeker', 'system', { select: internal, update: internal }),
  ...secured('person_key'),
  ...way('person_key', 'seen', { select: `${anybody} and ${sees('person_key')}`, insert: `${serving} and ${inHand.person('seeker_id')}` }),
  ...way('person_key', 'system', { delete: internal }),
  // What is read of it is sealed; who may have it opened the application says, and writes down.
  ...way('person_secret', 'seen', { select: `${anybody} and ${sees('person_secret')}` }),
  ...way('person_secret', 'system', { delete: internal }),
];

const concerned = `${is('office', 'intermediary', 'seeker')} and ${sees('consent')}`;
const consents = [
  ...secured('consent_text'),
  ...way('consent_text', 'anybody', { select: anybody }),
  ...secured('consent'),
  ...way('consent', 'concerned', { select: concerned, insert: concerned, update: concerned }),
  ...way('consent', 'recruiter', { select: ofEmployers('employer_id') }),
  ...way('consent', 'whole', { select: is('auditor', 'system') }),
  ...way('consent', 'system', { update: internal }),
  ...secured('erasure'),
  ...way('erasure', 'actor', { select: `actor_id = ${user}` }),
  ...way('erasure', 'seeker', { select: ofSeeker('seeker_id') }),
  ...way('erasure', 'auditor', { select: is('auditor') }),
  ...way('erasure', 'system', { select: internal, insert: internal, update: internal }),
];

const audit = [
  ...secured('audit_entry'),
  // The chain is the system's to write; nobody changes it.
  ...way('audit_entry', 'system', { select: internal, insert: internal }),
  ...way('audit_entry', 'auditor', { select: is('auditor') }),
  ...way('audit_entry', 'administrator', { select: `${is('administrator')} and seeker_id is null` }),
  ...way('audit_entry', 'seeker', { select: ofSeeker('seeker_id') }),
  ...way('audit_entry', 'actor', { select: `actor_id = ${user}` }),
  ...secured('audit_day'),
  ...way('audit_day', 'system', { select: internal, insert: internal }),
];

const rules = ['audit_limit', 'retention_rule', 'key_in_use'].flatMap((table) => [...secured(table), ...way(table, 'anybody', { select: anybody })]);

/** An erasure reaches what whoever asks for it does not see. */
const erasing = [
  // More than their end, which the system alone could bring before.
  ...['registration', 'referral'].flatMap((table) => [...withoutWay(table, 'system', 'update'), ...way(table, 'erasing', { update: internal })]),
  ...way('travel_group', 'erasing', { select: internal, delete: internal }),
  ...['account', 'api_key'].flatMap((table) => way(table, 'erasing', { select: internal, update: internal })),
  ...way('account', 'seeker', { select: ofSeeker('seeker_id') }),
  ...withoutWay('import_job', 'system', 'update'),
  ...way('import_job', 'erasing', { update: { from: internal, to: `${internal} and state = 'FAILED'` } }),
  ...way('import_refusal', 'erasing', { select: internal, delete: internal }),
  ...['brand_member', 'programme_participant', 'beneficiary_claim', 'placement', 'transfer', 'follow_up', 'rights_case'].flatMap((table) =>
    way(table, 'erasing', { select: internal, update: internal }),
  ),
  ...way('beneficiary_claim', 'seeker', { select: ofSeeker('seeker_id') }),
];

const relay = [
  `grant select on audit_entry, audit_day to jiangqiao_relay`,
  ...['audit_entry', 'audit_day'].flatMap((table) => way(table, 'relay', { select: 'true' }, 'jiangqiao_relay')),
];
