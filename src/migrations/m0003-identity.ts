import { Migration } from '@mikro-orm/migrations';

/**
 * Who signs in, and with what. Passwords, sessions and the hashes of keys and devices are reached through functions of the
 * owner alone: the application's role reads no secret from a table.
 */
export class M0003Identity extends Migration {
  override up(): void {
    for (const statement of [...tables, ...rights, ...signIn, ...sessions, ...credentials, ...grants]) this.addSql(statement);
  }
}

const tables = [
  `alter table "account" add column "rights_epoch" int not null default 0, add column "signed_in_at" timestamptz null`,
  `create unique index account_seeker on account (seeker_id) where seeker_id is not null`,
  `alter table "api_key" add column "name" text not null default '', add column "scopes" text[] not null default '{READ,WRITE,IMPORT}', add column "last_used_at" timestamptz null`,
  `alter table "api_key" add constraint "api_key_scopes" check (cardinality(scopes) > 0 and scopes <@ array['READ', 'WRITE', 'IMPORT'])`,
  `create table "device" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "name" text not null, "region_id" uuid not null, "region_path" text not null, "institution_id" uuid null, "code_hash" bytea null, "code_until" timestamptz null, "token_hash" bytea null, "enrolled_at" timestamptz null, "last_seen_at" timestamptz null, "disabled_at" timestamptz null, primary key ("id"))`,
  `alter table "device" add constraint "device_code" unique ("code_hash")`,
  `alter table "device" add constraint "device_token" unique ("token_hash")`,
  `create index device_path on device (region_path collate "C")`,
  `alter table "device" add constraint "device_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `alter table "device" add constraint "device_institution_id_foreign" foreign key ("institution_id") references "institution" ("id") on delete set null`,
  `create table password (
     account_id uuid primary key references account (id) on delete cascade,
     hash text not null, one_time_until timestamptz)`,
  // No foreign key: a name that nobody has counts its attempts on one of 256 rows of no account, at the same cost.
  `create table lock_out (
     id uuid primary key, failed integer not null default 0, failed_at timestamptz not null default app_now(),
     locked_until timestamptz, asked integer not null default 0)`,
  `create table session (
     id uuid primary key default gen_random_uuid(), account_id uuid not null references account (id) on delete cascade,
     created_at timestamptz not null default app_now(), expires_at timestamptz not null, ended_at timestamptz,
     family_hash bytea not null unique, current_hash bytea not null, previous_hash bytea, rotated_at timestamptz not null default app_now())`,
  `create index session_account on session (account_id)`,
];

/** Whatever writes an account: its rights get a new number, its employers exist, and who is disabled is signed out. */
const rights = [
  `create function account_rights() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$ begin
     if exists (select from unnest(new.employer_ids) as known(id) where not exists (select from employer e where e.id = known.id::uuid)) then
       raise exception 'unknown employer' using errcode = 'foreign_key_violation', constraint = 'account_employers';
     end if;
     if tg_op = 'UPDATE' then
       new.rights_epoch := old.rights_epoch + ((new.role, new.region_id, new.institution_id, new.employer_ids, new.seeker_id, new.disabled_at)
         is distinct from (old.role, old.region_id, old.institution_id, old.employer_ids, old.seeker_id, old.disabled_at))::int;
       if new.disabled_at is not null then
         update session set ended_at = app_now() where account_id = new.id and ended_at is null;
       end if;
     end if;
     return new; end $$`,
  `create trigger account_rights before insert or update on account for each row execute function account_rights()`,
];

const signIn = [
  // Counts the attempt before the password is looked at, so that attempts in parallel are no more than attempts in a row.
  // Five are free; then 30 s, doubling up to an hour. While it is locked, three answers more tell the truth.
  `create function sign_in_attempt(sign_in_name text)
   returns table (account_id uuid, hash text, one_time boolean, expired boolean, disabled boolean, barred_until timestamptz, told boolean)
   language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     known uuid := (select a.id from account a where a.name = sign_in_name);
     counted uuid := coalesce(known, ('00000000-0000-4000-8000-' || lpad(to_hex(hashtext(sign_in_name) & 255), 12, '0'))::uuid);
     l lock_out;
     barred boolean;
     failures integer;
   begin
     insert into lock_out (id) values (counted) on conflict do nothing;
     select * into l from lock_out where id = counted for update;
     barred := coalesce(l.locked_until > app_now(), false);
     failures := case when barred then l.failed when l.failed_at < app_now() - interval '1 day' then 1 else l.failed + 1 end;
     update lock_out set
       failed = failures,
       failed_at = case when barred then l.failed_at else app_now() end,
       asked = case when barred then l.asked + 1 else 0 end,
       locked_until = case
         when barred then l.locked_until
         when failures >= 5 then app_now() + least(interval '30 seconds' * power(2, least(failures - 5, 10)), interval '1 hour') end
     where id = counted;
     return query
       select a.id, p.hash, p.one_time_until is not null, coalesce(p.one_time_until <= app_now(), false), a.disabled_at is not null,
              case when barred then l.locked_until end, not barred or l.asked < 3
         from (values (1)) as one left join account a on a.id = known left join password p on p.account_id = a.id;
   end $$`,
  `create function sign_in_proved(who uuid) returns void language sql security definer set search_path = public, pg_temp as $$
     delete from lock_out where id = who $$`,
  // A password for good, or for one use within \`valid\`. With \`expected\`, only in the place of that one.
  `create function password_set(who uuid, new_hash text, valid interval, expected text) returns boolean
   language plpgsql security definer set search_path = public, pg_temp as $$ begin
     if expected is null then
       insert into password (account_id, hash, one_time_until) values (who, new_hash, app_now() + valid)
       on conflict (account_id) do update set hash = excluded.hash, one_time_until = excluded.one_time_until;
     else
       update password set hash = new_hash, one_time_until = app_now() + valid where account_id = who and hash = expected;
       if not found then return false; end if;
     end if;
     delete from lock_out where id = who;
     update session set ended_at = app_now() where account_id = who and ended_at is null;
     return true; end $$`,
  // A person's sign-in: a name to copy from paper and a one-time password. Once the person has chosen their own, only
  // \`renew\` puts another in its place; without it the answer is null.
  `create function seeker_account_issue(person uuid, new_hash text, valid interval, renew boolean) returns text
   language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     a account;
     number text;
   begin
     select * into a from account where seeker_id = person for update;
     if a.id is null then
       loop
         number := 'q' || lpad(floor(random() * 1000000000)::bigint::text, 9, '0');
         exit when not exists (select from account where name = number);
       end loop;
       insert into account (id, role, name, seeker_id, synthetic)
       select uuidv7(), 'SEEKER', number, p.id, p.synthetic from seeker p where p.id = person returning * into a;
     elsif not renew and exists (select from password p where p.account_id = a.id and p.one_time_until is null) then
       return null;
     end if;
     perform password_set(a.id, new_hash, valid, null);
     return a.name; end $$`,
  `create function seeker_sign_in_names(persons uuid[]) returns table (seeker_id uuid, name text)
   language sql stable security definer set search_path = public, pg_temp as $$
     select a.seeker_id, a.name from account a where a.seeker_id = any(persons) and a.disabled_at is null $$`,
];

const sessions = [
  // Only while the password is the one that was verified: a reset meanwhile wins.
  `create function session_open(who uuid, verified text, family bytea, token bytea)
   returns table (id uuid, account_id uuid, name text, role text, at timestamptz)
   language plpgsql security definer set search_path = public, pg_temp as $$ begin
     perform from account a join password p on p.account_id = a.id
       where a.id = who and a.disabled_at is null and p.hash = verified and p.one_time_until is null for update;
     if not found then return; end if;
     delete from session s where s.account_id = who and s.expires_at < app_now() - interval '30 days';
     update account a set signed_in_at = app_now() where a.id = who;
     return query
       with opened as (
         insert into session as s (account_id, family_hash, current_hash, expires_at)
         values (who, family, token, app_now() + interval '12 hours') returning s.id)
       select o.id, a.id, a.name, a.role, app_now() from opened o, account a where a.id = who;
   end $$`,
  // The same token within ten seconds is the same request once more: a second tab, or an answer that was lost.
  // Any other token of the family was stolen, or its successor was: the family ends.
  `create function session_rotate(family bytea, presented bytea, next bytea)
   returns table (outcome text, id uuid, account_id uuid, name text, role text, at timestamptz)
   language plpgsql security definer set search_path = public, pg_temp as $$
   declare s session; result text;
   begin
     select * into s from session f where f.family_hash = family for update;
     if s.id is null or s.ended_at is not null or s.expires_at <= app_now() then return; end if;
     if presented = s.current_hash then
       update session f set previous_hash = s.current_hash, current_hash = next, rotated_at = app_now() where f.id = s.id;
       result := 'ROTATED';
     elsif presented = s.previous_hash and next = s.current_hash and s.rotated_at > app_now() - interval '10 seconds' then
       result := 'REPEATED';
     else
       update session f set ended_at = app_now() where f.id = s.id;
       result := 'REUSED';
     end if;
     return query select result, s.id, a.id, a.name, a.role, app_now() from account a where a.id = s.account_id and a.disabled_at is null;
   end $$`,
  `create function session_end(family bytea) returns void language sql security definer set search_path = public, pg_temp as $$
     update session set ended_at = app_now() where family_hash = family and ended_at is null $$`,
];

const viewer =
  'id uuid, user_id uuid, role text, name text, region_path text, level text, institution_id uuid, employer_ids text[], seeker_id uuid, scopes text[], demonstration boolean, epoch integer';
const columns =
  'c.id, c.user_id, c.role, c.name, c.region_path, c.level, c.institution_id, c.employer_ids, c.seeker_id, c.scopes, c.demonstration, c.epoch';
const narrow = 'language sql stable security definer set search_path = public, pg_temp';

const credentials = [
  // What opens the door now. Whether a credential stands is said here and nowhere else.
  `create view live_credential as
   select c.*, r.path as region_path,
          case r.level when 'COUNTY' then 'county' when 'TOWNSHIP' then 'street' when 'COMMUNITY' then 'community' else 'city' end as level
     from (
       select k.id, k.hash as secret, a.id as user_id, a.role, a.name, a.region_id, a.institution_id, a.employer_ids, a.seeker_id, k.scopes,
              k.demonstration, a.rights_epoch as epoch, false as session
         from api_key k join account a on a.id = k.account_id
        where k.revoked_at is null and a.disabled_at is null and (k.expires_at is null or k.expires_at > app_now())
       union all
       select d.id, d.token_hash, d.id, 'KIOSK', d.name, d.region_id, d.institution_id, '{}'::text[], null::uuid, null::text[], false, 0, false
         from device d where d.disabled_at is null and d.token_hash is not null
       union all
       select s.id, null::bytea, a.id, a.role, a.name, a.region_id, a.institution_id, a.employer_ids, a.seeker_id, null::text[],
              false, a.rights_epoch, true
         from session s join account a on a.id = s.account_id
        where s.ended_at is null and s.expires_at > app_now() and a.disabled_at is null
     ) c left join region r on r.id = c.region_id`,
  `create function credential_of(digest bytea) returns table (${viewer}) ${narrow} as $$
     select ${columns} from live_credential c where c.secret = digest $$`,
  `create function session_of(sid uuid, who uuid, since timestamptz, until timestamptz) returns table (${viewer}) ${narrow} as $$
     select ${columns} from live_credential c
      where c.session and c.id = sid and c.user_id = who and since <= app_now() and until > app_now() $$`,
  `create function live_credentials(ids uuid[]) returns table (id uuid, epoch integer) ${narrow} as $$
     select c.id, c.epoch from live_credential c where c.id = any(ids) $$`,
  `create function credential_used(used uuid) returns void language sql security definer set search_path = public, pg_temp as $$
     update api_key set last_used_at = app_now() where id = used and (last_used_at is null or last_used_at < app_now() - interval '1 minute');
     update device set last_seen_at = app_now() where id = used and (last_seen_at is null or last_seen_at < app_now() - interval '1 minute') $$`,
  `create function device_redeem(code bytea, token bytea) returns table (id uuid, name text)
   language sql security definer set search_path = public, pg_temp as $$
     update device d set code_hash = null, code_until = null, token_hash = token, enrolled_at = app_now()
      where d.code_hash = code and d.code_until > app_now() and d.disabled_at is null returning d.id, d.name $$`,
];

const functions = [
  'sign_in_attempt(text)',
  'sign_in_proved(uuid)',
  'password_set(uuid, text, interval, text)',
  'seeker_account_issue(uuid, text, interval, boolean)',
  'seeker_sign_in_names(uuid[])',
  'session_open(uuid, text, bytea, bytea)',
  'session_rotate(bytea, bytea, bytea)',
  'session_end(bytea)',
  'credential_of(bytea)',
  'session_of(uuid, uuid, timestamptz, timestamptz)',
  'live_credentials(uuid[])',
  'credential_used(uuid)',
  'device_redeem(bytea, bytea)',
].join(', ');

const grants = [
  `revoke execute on function ${functions}, account_rights() from public`,
  `grant execute on function ${functions} to jiangqiao_app`,
  `revoke delete on account, api_key from jiangqiao_app`,
  `revoke select on api_key from jiangqiao_app`,
  `grant select (id, created_at, synthetic, account_id, name, prefix, scopes, demonstration, expires_at, revoked_at, last_used_at) on api_key to jiangqiao_app`,
  `grant insert on device to jiangqiao_app`,
  `grant select (id, created_at, synthetic, name, region_id, region_path, institution_id, code_until, enrolled_at, last_seen_at, disabled_at) on device to jiangqiao_app`,
  `grant update (disabled_at, code_hash, code_until, token_hash) on device to jiangqiao_app`,
  `grant select on lock_out to jiangqiao_app`,
  `grant delete on lock_out to jiangqiao_app`,
];
