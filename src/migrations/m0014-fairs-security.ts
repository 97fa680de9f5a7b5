import { Migration } from '@mikro-orm/migrations';
import { anybody, fixed, inDivision, is, ofEmployers, ofSeeker, secured, some, user, way } from './row-security.sql.js';

/** Row-level security of fairs and their log. */
export class M0014FairsSecurity extends Migration {
  override up(): void {
    for (const statement of [...functions, ...log, ...fairs, ...employers, ...visitors, ...kiosks]) this.addSql(statement);
  }
}

const everything = (condition: string) => ({ select: condition, insert: condition, update: condition });
const definer = 'security definer set search_path = public, pg_temp';
const granted = (signature: string): string[] => [
  `revoke execute on function ${signature} from public`,
  `grant execute on function ${signature} to jiangqiao_app`,
];

const functions = [
  ...['fair_standing(uuid)', 'fair_counted(uuid)', 'fair_number(uuid)', 'fair_waiting(uuid)'].flatMap(granted),
  // The fair that a kiosk is enrolled to.
  `create function kiosk_fair() returns uuid language sql stable ${definer} as
     $$ select k.fair_id from fair_kiosk k where k.device_id = nullif(current_setting('app.user_id', true), '')::uuid
           and current_setting('app.role', true) = 'kiosk' and k.until > app_now() $$`,
  ...granted('kiosk_fair()'),
  // Whoever shows a pass is the visitor.
  `create function fair_visit_shown(fair uuid, shown text) returns table (id uuid, state text, seeker_id uuid) language sql ${definer} as
     $$ select v.id, v.state, v.seeker_id from fair_visit v where v.fair_id = fair and v.pass = shown for update $$`,
  ...granted('fair_visit_shown(uuid, text)'),
];

const internal = is('system');
const hanging = some('job_fair', 'held', 'held.id = fair_id');
const held = some('job_fair', 'held', `held.id = fair_id and ${inDivision('held.institution_path')}`);
const office = (table: string): string[] => way(table, 'office', everything(held));
const seen = (table: string): string[] => way(table, 'seen', { select: `${anybody} and ${hanging}` });
const audited = (table: string): string[] => way(table, 'auditor', { select: is('auditor') });

const log = [
  ...['feed_stream', 'feed_event'].flatMap((table) => [...secured(table), ...way(table, 'system', { select: internal })]),
  ...way('feed_stream', 'seen', { select: `${anybody} and ${some('job_fair', 'held', 'held.id = feed_stream.id')}` }),
  ...way('feed_event', 'seen', { select: `${anybody} and ${some('job_fair', 'held', 'held.id = feed_event.stream')}` }),
  // What is no longer kept goes from the front, so that what is kept has no gap.
  `create function feed_forget() returns bigint language plpgsql ${definer} as $$
   declare
     s record;
     gone bigint := 0;
     upto bigint;
   begin
     for s in select id from feed_stream where kept_from <= last_seq order by id loop
       select max(e.seq) into upto from feed_event e, retention_rule r
        where e.stream = s.id and r.record = 'FEED_EVENT' and e.at < app_now() - r.period;
       continue when upto is null;
       update feed_stream set kept_from = upto + 1 where id = s.id;
       delete from feed_event where stream = s.id and seq <= upto;
       gone := gone + 1;
     end loop;
     return gone; end $$`,
  ...granted('feed_forget()'),
];

const fairs = [
  ...secured('campaign'),
  ...way('campaign', 'anybody', { select: anybody }),
  ...way('campaign', 'office', { insert: inDivision('institution_path'), update: inDivision('institution_path') }),
  ...secured('job_fair'),
  ...way('job_fair', 'anybody', { select: `${anybody} and state <> 'PLANNED'` }),
  ...way('job_fair', 'office', everything(inDivision('institution_path'))),
  ...audited('job_fair'),
  ...fixed('job_fair', 'institution_id', 'institution_path'),
  ...['fair_hall', 'fair_booth', 'fair_announcement'].flatMap((table) => [...secured(table), ...seen(table), ...office(table), ...audited(table)]),
];

const hiring = ofEmployers('employer_id');
const employers = [
  ...secured('fair_participation'),
  ...way('fair_participation', 'approved', { select: `${anybody} and state = 'APPROVED' and ${hanging}` }),
  ...office('fair_participation'),
  ...way('fair_participation', 'recruiter', { select: hiring, insert: `${hiring} and state = 'APPLIED' and ${hanging}`, update: hiring }),
  ...audited('fair_participation'),
  ...fixed('fair_participation', 'fair_id', 'employer_id'),
  ...secured('fair_post'),
  ...seen('fair_post'),
  ...office('fair_post'),
  ...way('fair_post', 'recruiter', everything(hiring)),
  ...audited('fair_post'),
  ...fixed('fair_post', 'fair_id', 'participation_id', 'vacancy_id'),
];

const atKiosk = 'fair_id = kiosk_fair()';
const kiosk = (table: string): string[] => way(table, 'kiosk', everything(atKiosk));
const own = `${is('seeker')} and ${some('fair_visit', 'w', 'w.id = visit_id')}`;
const visitors = [
  ...secured('fair_visit'),
  ...office('fair_visit'),
  ...kiosk('fair_visit'),
  ...way('fair_visit', 'seeker', everything(ofSeeker('seeker_id'))),
  ...audited('fair_visit'),
  ...way('fair_visit', 'system', { select: internal, update: internal }),
  ...fixed('fair_visit', 'fair_id', 'pass'),
  ...secured('fair_ticket'),
  ...office('fair_ticket'),
  ...kiosk('fair_ticket'),
  ...way('fair_ticket', 'recruiter', { select: hiring, update: hiring }),
  ...way('fair_ticket', 'seeker', everything(own)),
  ...audited('fair_ticket'),
  ...way('fair_ticket', 'system', { select: internal }),
  ...fixed('fair_ticket', 'fair_id', 'participation_id', 'visit_id', 'number'),
  ...secured('fair_interest'),
  ...office('fair_interest'),
  ...kiosk('fair_interest'),
  ...way('fair_interest', 'recruiter', { select: hiring }),
  ...way('fair_interest', 'seeker', { select: own, insert: own }),
  ...audited('fair_interest'),
  ...way('fair_interest', 'system', { select: internal }),
  ...fixed('fair_interest', 'fair_id', 'post_id', 'visit_id'),
  ...secured('fair_interview'),
  ...office('fair_interview'),
  ...way('fair_interview', 'recruiter', everything(hiring)),
  ...way('fair_interview', 'seeker', { select: own }),
  ...audited('fair_interview'),
  ...way('fair_interview', 'system', { select: internal, update: internal }),
  ...fixed('fair_interview', 'fair_id', 'post_id', 'visit_id', 'employer_id'),
];

const kiosks = [
  ...secured('fair_kiosk'),
  ...office('fair_kiosk'),
  ...way('fair_kiosk', 'office', { delete: held }),
  ...way('fair_kiosk', 'itself', { select: `${is('kiosk')} and device_id = ${user}` }),
  ...audited('fair_kiosk'),
];
