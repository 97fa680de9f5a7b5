import { Migration } from '@mikro-orm/migrations';
import { aboveDivision, anybody, fixed, inDivision, inInstitution, institution, is, ofEmployers, ofSeeker, secured, some, way } from './row-security.sql.js';

/** Row-level security of agreements, plans, places, agencies and placements, and what must be told beyond one's own sight. */
export class M0010PlacesSecurity extends Migration {
  override up(): void {
    for (const statement of [...functions, ...calendar, ...agreements, ...quotas, ...agencies, ...placements, ...following, ...system]) this.addSql(statement);
  }
}

const everything = (condition: string) => ({ select: condition, insert: condition, update: condition });
const audited = (...tables: string[]): string[] => tables.flatMap((table) => way(table, 'auditor', { select: is('auditor') }));
const own = inInstitution('institution_id');
const hiring = ofEmployers('employer_id');
const person = ofSeeker('seeker_id');
const hanging = (table: string, column: string): string => some(table, 'held', `held.id = ${column}`);

const definer = 'security definer set search_path = public, pg_temp';
const granted = (signature: string): string[] => [
  `revoke execute on function ${signature} from public`,
  `grant execute on function ${signature} to jiangqiao_app`,
];

/** Each answers one question about rows that the caller need not see, or does one thing to them that follows from a step elsewhere. */
const functions = [
  `create function is_party(agreement uuid, institution uuid) returns boolean language sql stable ${definer} as
     $$ select exists (select from agreement_party p where p.agreement_id = agreement and p.institution_id = institution) $$`,
  ...granted('is_party(uuid, uuid)'),
  // Whoever was given places of an agreement may use them without a sight of it, or of what they are a part of.
  `create function agreement_names_trade(agreement uuid, trade text) returns boolean language sql stable ${definer} as
     $$ select exists (select from agreement a where a.id = agreement and (cardinality(a.trades) = 0 or trade = any(a.trades))) $$`,
  ...granted('agreement_names_trade(uuid, text)'),
  `create function agreement_in_force(agreement uuid) returns boolean language sql stable ${definer} as
     $$ select exists (select from agreement a where a.id = agreement and a.state = 'ACTIVE') $$`,
  ...granted('agreement_in_force(uuid)'),
  `create function quota_in_deficit(top uuid) returns boolean language sql stable ${definer} as
     $$ select exists (select from quota q where q.id = top and q.deficit > 0) $$`,
  ...granted('quota_in_deficit(uuid)'),
  `create function account_name(who uuid) returns text language sql stable ${definer} as $$ select name from account where id = who $$`,
  ...granted('account_name(uuid)'),
  // A group is whole only with those whom nobody here has registered.
  `create function group_size(travel_group uuid) returns bigint language sql stable ${definer} as
     $$ select count(*) from seeker s where s.travel_group_id = travel_group $$`,
  ...granted('group_size(uuid)'),
  `create function brand_membership(brands uuid[]) returns table (brand_id uuid, members integer, income numeric) language sql stable ${definer} as
     $$ select m.brand_id, count(*)::integer, round(avg(m.yearly_income)) from brand_member m where m.brand_id = any(brands) and m.left_on is null group by 1 $$`,
  ...granted('brand_membership(uuid[])'),
  `create function claim_disputed(claimed uuid, by_participant uuid) returns boolean language sql stable ${definer} as
     $$ select exists (select from beneficiary_claim o where o.seeker_id = claimed and o.participant_id <> by_participant and o.withdrawn_on is null) $$`,
  ...granted('claim_disputed(uuid, uuid)'),
  `create function work_lasted(worker uuid, days integer) returns boolean language sql stable ${definer} as
     $$ select exists (select from placement p where p.seeker_id = worker and p.state = 'CONFIRMED' and coalesce(p.ending_on, app_today()) >= p.hired_on + days) $$`,
  ...granted('work_lasted(uuid, integer)'),
  // A confirmed hire serves every registration of the person, wherever it was received; its end opens the latest again.
  `create function registrations_placed(worker uuid) returns void language sql ${definer} as
     $$ update registration set state = 'PLACED' where seeker_id = worker and state = 'ACTIVE' $$`,
  ...granted('registrations_placed(uuid)'),
  `create function registration_reopened(worker uuid, days integer) returns void language sql ${definer} as
     $$ update registration set state = 'ACTIVE', valid_until = greatest(valid_until, app_today() + days)
         where id = (select g.id from registration g where g.seeker_id = worker and g.state = 'PLACED'
                        and not exists (select from registration o where o.seeker_id = g.seeker_id and o.institution_id = g.institution_id and o.state in ('ACTIVE', 'SUSPENDED'))
                      order by g.registered_on desc, g.id desc limit 1) $$`,
  ...granted('registration_reopened(uuid, integer)'),
];

const calendar = [
  ...secured('calendar_year'),
  ...way('calendar_year', 'anybody', { select: anybody }),
  ...way('calendar_year', 'administrator', { insert: is('administrator') }),
  // A case that was taken up before there was a table for its fifteen working days has its last day with the table.
  `create function rights_cases_due() returns trigger language plpgsql ${definer} as $$ begin
     update rights_case set due_on = working_day_after(opened_on, 15) where due_on is null;
     return null;
   end $$`,
  `create trigger rights_cases_due after insert or update on calendar_year for each statement execute function rights_cases_due()`,
];

/** Where somebody's employers are. */
const employersIn = (path: string): string =>
  some('employer', 'e', `${ofEmployers('e.id')} and (e.region_path = ${path} or e.region_path collate "C" ^@ (${path} || '/'))`);

const above = aboveDivision('region_path');
const agreements = [
  ...secured('agreement'),
  ...way('agreement', 'sending', everything(inDivision('sending_path'))),
  ...way('agreement', 'receiving', { select: inDivision('receiving_path') }),
  ...way('agreement', 'party', { select: `${is('intermediary')} and is_party(id, ${institution})` }),
  ...way('agreement', 'recruiter', { select: `state = 'ACTIVE' and ${employersIn('receiving_path')}` }),
  ...audited('agreement'),
  ...secured('agreement_party'),
  ...way('agreement_party', 'agreement', { select: `${anybody} and ${hanging('agreement', 'agreement_id')}` }),
  ...way('agreement_party', 'office', {
    insert: `${is('office')} and ${hanging('agreement', 'agreement_id')}`,
    update: `${is('office')} and ${hanging('agreement', 'agreement_id')}`,
    delete: `${is('office')} and ${hanging('agreement', 'agreement_id')}`,
  }),
  ...secured('plan'),
  ...way('plan', 'office', { ...everything(inDivision('region_path')), delete: inDivision('region_path') }),
  // Whoever divides a plan locks the one above, to see that the parts are enough.
  ...way('plan', 'above', { select: above, update: above }),
  ...way('plan', 'intermediary', { select: own }),
  ...audited('plan'),
  ...secured('plan_revision'),
  ...way('plan_revision', 'plan', { select: `${anybody} and ${hanging('plan', 'plan_id')}`, insert: `${is('office')} and ${hanging('plan', 'plan_id')}` }),
];

const offered = `${is('intermediary')} and ${hanging('agreement', 'agreement_id')}`;
const ofQuota = `${is('office', 'intermediary', 'recruiter')} and ${hanging('quota', 'quota_id')}`;
/** Who may write of places: the offices whose people they are for, and the agencies that see them. */
const placesOf = some('quota', 'held', `held.id = quota_id and (${is('intermediary')} or ${inDivision('held.origin_path')})`);
const quotas = [
  ...secured('quota'),
  ...way('quota', 'office', everything(inDivision('origin_path'))),
  ...way('quota', 'receiving', { select: inDivision('destination_path') }),
  // Whoever fills an order holds its places, and gives them back.
  ...way('quota', 'intermediary', { select: own, update: own }),
  ...way('quota', 'offered', { select: offered, update: offered }),
  ...way('quota', 'recruiter', { select: employersIn('destination_path') }),
  ...audited('quota'),
  ...fixed('quota', 'agreement_id', 'parent_id', 'root_id', 'origin_path', 'destination_path', 'institution_id'),
  ...secured('reservation'),
  ...way('reservation', 'quota', { select: ofQuota }),
  ...way('reservation', 'places', { insert: placesOf, update: placesOf }),
  ...way('reservation', 'auditor', { select: is('auditor') }),
  ...fixed('reservation', 'quota_id', 'holder'),
  ...secured('quota_entry'),
  ...way('quota_entry', 'quota', { select: ofQuota }),
  ...way('quota_entry', 'places', { insert: placesOf }),
  ...way('quota_entry', 'auditor', { select: is('auditor') }),
];

const county = inDivision('county_path');
const agencies = [
  ...secured('licence'),
  ...way('licence', 'anybody', { select: `${anybody} and number is not null` }),
  ...way('licence', 'office', everything(inDivision('institution_path'))),
  ...way('licence', 'intermediary', { select: own, insert: `${own} and state = 'APPLIED'` }),
  ...audited('licence'),
  ...fixed('licence', 'institution_id', 'institution_path'),
  ...['labour_base', 'labour_brand'].flatMap((table) => [
    ...secured(table),
    ...way(table, 'anybody', { select: anybody }),
    ...way(table, 'office', { insert: county, update: county }),
  ]),
  ...secured('brand_member'),
  ...way('brand_member', 'office', everything(county)),
  ...way('brand_member', 'seeker', { select: person }),
  ...secured('programme_participant'),
  ...way('programme_participant', 'office', everything(county)),
  ...way('programme_participant', 'intermediary', { select: own }),
  ...way('programme_participant', 'seeker', { select: person }),
  ...secured('beneficiary_claim'),
  ...way('beneficiary_claim', 'office', everything(county)),
  ...way('beneficiary_claim', 'intermediary', everything(own)),
  ...audited('brand_member', 'programme_participant', 'beneficiary_claim'),
  ...fixed('beneficiary_claim', 'participant_id', 'seeker_id', 'county_path', 'institution_id'),
];

const received = inDivision('institution_path');
const handled = ['placement', 'labour_order', 'departure_batch', 'transfer'];
const placements = [
  ...handled.flatMap((table) => [
    ...secured(table),
    ...way(table, 'office', everything(received)),
    ...way(table, 'intermediary', everything(own)),
    ...way(table, 'recruiter', everything(hiring)),
    ...audited(table),
    ...fixed(table, 'institution_id', 'institution_path', 'employer_id'),
  ]),
  ...way('placement', 'seeker', { select: person }),
  ...way('transfer', 'origin', { select: inDivision('origin_path') }),
  ...way('transfer', 'seeker', { select: person, update: person }),
  ...fixed('placement', 'seeker_id', 'vacancy_id', 'referral_id').map((text) => text.replace('placement_fixed', 'placement_fixed_whose')),
  ...fixed('transfer', 'seeker_id', 'origin_path', 'destination_path').map((text) => text.replace('transfer_fixed', 'transfer_fixed_whose')),
];

const ofOwnTransfer = `${is('seeker')} and ${hanging('transfer', 'transfer_id')}`;
const following = [
  // They are of whoever looks after the person, not of the county that the person comes from, nor of the employer.
  ...['follow_up', 'rights_case'].flatMap((table) => [
    ...secured(table),
    ...way(table, 'office', everything(received)),
    ...way(table, 'intermediary', everything(own)),
    ...audited(table),
    ...fixed(table, 'transfer_id', 'institution_id', 'institution_path'),
  ]),
  ...way('follow_up', 'seeker', { select: ofOwnTransfer }),
  ...way('rights_case', 'seeker', { select: ofOwnTransfer, insert: ofOwnTransfer }),
];

/** What ends by itself, the deadlines of holds and the check of the ledger. */
const internal = is('system');
const system = [
  ...way('licence', 'system', { select: internal, update: { from: `${internal} and state = 'LICENSED'`, to: `${internal} and state = 'EXPIRED'` } }),
  ...way('agreement', 'system', { select: internal, update: internal }),
  ...way('quota', 'system', { select: internal, update: internal }),
  // Requests of many viewers for one row are decided together, under no viewer's settings: who may is asked of each in the statement.
  ...way('reservation', 'system', { select: internal, insert: internal, update: internal }),
  ...way('idempotency_key', 'system', { select: internal, insert: internal, update: internal, delete: internal }),
  ...way('quota_entry', 'system', { select: internal, insert: internal }),
  // An employer says that somebody went home, and does not see what is asked of the person then.
  ...way('follow_up', 'system', { insert: `${internal} and kind = 'REMATCH'` }),
];
