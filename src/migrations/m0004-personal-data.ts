import { Migration } from '@mikro-orm/migrations';

/** Audit, consents, erasure, keys apart from what they seal, and the periods and limits that are data. */
export class M0004PersonalData extends Migration {
  override up(): void {
    for (const statement of [...tables, ...rules, ...texts, ...grants]) this.addSql(statement);
  }
}

const row = `"id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false`;

const tables = [
  `create table "person_key" (${row}, "seeker_id" uuid not null, "wrapped_key" bytea not null, primary key ("id"))`,
  `insert into "person_key" (id, created_at, synthetic, seeker_id, wrapped_key) select uuidv7(), created_at, synthetic, seeker_id, wrapped_key from "person_secret"`,
  `alter table "person_key" add constraint "person_key_seeker_id_unique" unique ("seeker_id")`,
  `alter table "person_key" add constraint "person_key_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  // The version of the master key over each, big-endian after the format byte: finds what a rotation has left to do.
  `create index person_key_version on person_key (substring(wrapped_key from 2 for 4), seeker_id)`,
  `alter table "person_secret" drop column "wrapped_key"`,
  // Writes the table anew: the keys that stood in it are gone from its file too.
  `alter table "person_secret" alter column "id_number" type bytea using "id_number" || ''::bytea`,
  `alter table "registration" drop column "consents"`,
  `alter table "seeker" add column "state" text not null default 'ACTIVE'`,
  `alter table "seeker" add constraint "seeker_state_check" check ("state" in ('ACTIVE', 'RESTRICTED', 'ERASED'))`,
  `alter table "referral" add column "ended_on" date null`,
  `update "referral" set ended_on = issued_on where state not in ('ISSUED', 'ACCEPTED', 'INTERVIEWED')`,

  `create table "consent_text" (${row}, "purpose" text not null, "version" int not null, "effective_on" date not null, "zh" text not null, "en" text not null, primary key ("id"))`,
  `alter table "consent_text" add constraint "consent_text_version" unique ("purpose", "version")`,
  `alter table "consent_text" add constraint "consent_text_purpose_check" check ("purpose" in ('CONTACT', 'SHARING'))`,
  `create table "consent" (${row}, "seeker_id" uuid not null, "text_id" uuid not null, "purpose" text not null, "employer_id" uuid null, "institution_id" uuid null, "source" text not null, "evidence" text null, "withdrawn_at" timestamptz null, primary key ("id"))`,
  `create index "consent_seeker_id_index" on "consent" ("seeker_id")`,
  `create index consent_institution on consent (institution_id, seeker_id) where withdrawn_at is null`,
  `create index consent_employer on consent (employer_id, seeker_id) where withdrawn_at is null`,
  `create unique index consent_once on consent (seeker_id, purpose, coalesce(employer_id, institution_id)) where withdrawn_at is null`,
  `alter table "consent" add constraint "consent_paper_is_named" check (withdrawn_at is not null or (source = 'PAPER') = (evidence is not null))`,
  `alter table "consent" add constraint "consent_one_recipient" check ((purpose = 'CONTACT') = (employer_id is not null) and num_nonnulls(employer_id, institution_id) = 1)`,
  `alter table "consent" add constraint "consent_purpose_check" check ("purpose" in ('CONTACT', 'SHARING'))`,
  `alter table "consent" add constraint "consent_source_check" check ("source" in ('SEEKER', 'PAPER'))`,
  `alter table "consent" add constraint "consent_seeker_id_foreign" foreign key ("seeker_id") references "seeker" ("id")`,
  `alter table "consent" add constraint "consent_text_id_foreign" foreign key ("text_id") references "consent_text" ("id")`,
  `alter table "consent" add constraint "consent_employer_id_foreign" foreign key ("employer_id") references "employer" ("id") on delete set null`,
  `alter table "consent" add constraint "consent_institution_id_foreign" foreign key ("institution_id") references "institution" ("id") on delete set null`,

  `create table "erasure" (${row}, "seeker_id" uuid not null, "actor_id" uuid null, "until" date null, "kept" bytea null, primary key ("id"))`,
  `create index "erasure_seeker_id_index" on "erasure" ("seeker_id")`,
  `create index erasure_until on erasure (until) where until is not null`,

  `create table "audit_entry" (${row}, "day" date not null, "number" int not null, "action" text not null, "actor_id" uuid null, "actor_role" text not null, "actor_name" text null, "seeker_id" uuid null, "account_id" uuid null, "field" text null, "recipient_id" uuid null, "reason" text null, "request" uuid null, "key_version" int not null, "previous" bytea not null, "hash" bytea not null, primary key ("id"))`,
  `create index "audit_entry_by" on "audit_entry" ("actor_id", "action", "created_at")`,
  `create index "audit_entry_about" on "audit_entry" ("seeker_id", "created_at", "id")`,
  `alter table "audit_entry" add constraint "audit_entry_place" unique ("day", "number")`,
  `alter table "audit_entry" add constraint "audit_entry_action_check" check ("action" in ('REVEALED', 'EXPORTED', 'LOOKED_UP', 'CONSENT_GIVEN', 'CONSENT_WITHDRAWN', 'RESTRICTED', 'ERASED', 'RIGHTS_CHANGED'))`,
];

/** Tables that no entity stands for: read by statements, changed by an administrator of the database. */
const rules = [
  `create index audit_entry_newest on audit_entry (created_at desc, id desc)`,
  `create table audit_day (
     day date primary key, number int not null, hash bytea not null, key_version int not null, seal bytea not null)`,
  `create table audit_limit (
     action text not null, period interval not null, most int not null check (most > 0), source text not null,
     primary key (action, period))`,
  `insert into audit_limit (action, period, most, source) values
     ('REVEALED', '10 minutes', 30, '自定：一名工作人员办理窗口业务 own: one clerk at a desk'),
     ('REVEALED', '1 day', 300, '自定 own'),
     ('EXPORTED', '1 day', 1000, '自定：一次成批出行的人数 own: one batch that travels'),
     ('LOOKED_UP', '1 minute', 60, '自定：低于每分钟 100 次的枚举 own: below an enumeration of 100 a minute'),
     ('LOOKED_UP', '1 day', 1000, '自定 own')`,
  `create table retention_rule (
     record text primary key, period interval not null, source text not null)`,
  `insert into retention_rule (record, period, source) values
     ('RECRUITMENT', '3 years', '《网络招聘服务管理规定》（人社部令第44号，2020）：招聘信息、服务记录自服务完成之日起保存不少于3年 MOHRSS Order 44 (2020)'),
     ('SEEKER', '3 years', '自定，依《个人信息保护法》第十九条最短必要；自最后一次求职登记有效期满起算 own, PIPL art. 19; from the end of the last registration'),
     ('UPLOADED_SHEET', '1 day', '自定：上传后未处理的表格 own: a sheet that waits'),
     ('IMPORT_REFUSAL', '90 days', '自定：导入结果 own: the result of an import'),
     ('IDEMPOTENCY_KEY', '48 hours', '自定：请求编号 own')`,
  // Whoever adds a row must see the one before it, and nothing else that is not theirs.
  `create function audit_head() returns table (day date, number int, hash bytea) language sql stable security definer set search_path = public, pg_temp as
     $$ select a.day, a.number, a.hash from audit_entry a order by a.day desc, a.number desc limit 1 $$`,
  // Announced versions: see indexInUse.
  `create table key_in_use (kind text primary key check (kind in ('master', 'index')), version int not null)`,
  `insert into key_in_use (kind, version) values ('master', 1), ('index', coalesce((select max(index_version) from person_secret), 1))`,
];

const texts = [
  `insert into consent_text (id, purpose, version, effective_on, zh, en) values
     (uuidv7(), 'CONTACT', 1, '2026-11-24',
      '我同意为我办理求职登记的机构，将我的姓名和联系电话提供给下列用人单位，用于与我联系面试和录用事宜。提供的内容不包括身份证号码、家庭和困难情况。我可以随时撤回本同意，撤回后该单位不能再从平台查看，也不影响为我提供的其他服务。',
      'I agree that the institution which registered me gives my name and phone to the employer named below, to reach me about interviews and employment. ID number, family and hardship are not given. I may withdraw this at any time; the employer then sees them no more in the platform, and no other service for me is affected.'),
     (uuidv7(), 'SHARING', 1, '2026-11-24',
      '我同意将我的求职登记资料共享给下列机构，由该机构为我提供职业介绍服务。我可以随时撤回本同意，撤回后该机构不能再从平台查看我的资料。',
      'I agree that my registration is shared with the institution named below, so that it can find work for me. I may withdraw this at any time; the institution then sees my record no more in the platform.')`,
];

const grants = [
  `grant select, insert, update, delete on person_key, consent, erasure to jiangqiao_app`,
  `grant select, insert on audit_entry, audit_day to jiangqiao_app`,
  `revoke execute on function audit_head() from public`,
  `grant execute on function audit_head() to jiangqiao_app`,
  `grant select on consent_text, audit_limit, retention_rule, key_in_use to jiangqiao_app`,
  `grant select on audit_entry, audit_day, consent, consent_text, erasure, audit_limit, retention_rule, key_in_use to jiangqiao_relay`,
];
