import { Migration } from '@mikro-orm/migrations';

/** The whole of the vacancy sheet, the seeker form and the papers of employers and institutions; minimum wages; what an import understood. */
export class M0002Forms extends Migration {
  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}

const statements = [
  `create table "minimum_wage" ("id" uuid not null, "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "region_id" uuid not null, "region_path" text not null, "effective_on" date not null, "monthly" bigint not null, "hourly" bigint null, "source" text not null, "assumed" boolean not null default false, primary key ("id"))`,
  `alter table "minimum_wage" add constraint "minimum_wage_from" unique ("region_id", "effective_on")`,
  `alter table "minimum_wage" add constraint "minimum_wage_positive" check (monthly > 0 and (hourly is null or hourly > 0))`,
  `alter table "minimum_wage" add constraint "minimum_wage_region_id_foreign" foreign key ("region_id") references "region" ("id")`,
  `grant select, insert, update, delete on minimum_wage to jiangqiao_app`,
  `grant select on minimum_wage to jiangqiao_relay`,

  `alter table "institution" add column "address" text null, add column "phone" text null`,

  `alter table "employer" add column "profile" text null, add column "reason" text null, add column "verified_at" timestamptz null`,

  `alter table "vacancy" add column "employment_kind" text not null default 'FULL_TIME', add column "duties" text null, add column "minimum_wage_check" text not null default 'NOT_ON_FILE', add column "requirements_physical_conditions" text null, add column "requirements_sex_limit" text null, add column "conditions_hours_approval" text null, add column "conditions_board_note" text null, add column "benefits" text null, add column "labour_protection" text null, add column "contact_name" text null, add column "contact_phone" text null, add column "referral_route" text not null default 'LETTER'`,
  `alter table "vacancy" add column "import_id" uuid null`,
  `create index "vacancy_import" on "vacancy" ("import_id")`,
  `alter table "vacancy" add constraint "vacancy_employment_kind_check" check ("employment_kind" in ('FULL_TIME', 'PART_TIME', 'DISPATCH', 'INTERNSHIP'))`,
  `alter table "vacancy" add constraint "vacancy_minimum_wage_check_check" check ("minimum_wage_check" in ('MET', 'NOT_ON_FILE', 'NOT_STATED', 'EXEMPT'))`,
  `alter table "vacancy" add constraint "vacancy_requirements_sex_limit_check" check ("requirements_sex_limit" in ('MALE', 'FEMALE'))`,
  `alter table "vacancy" add constraint "vacancy_referral_route_check" check ("referral_route" in ('LETTER', 'DIRECT', 'FAIR'))`,
  `alter table "vacancy" add constraint "vacancy_sex_limit_has_ground" check (requirements_sex_limit is null or requirements_sex_limit_ground is not null)`,
  `update vacancy set conditions_insurances = (
     select coalesce(array_agg(case one when '养老' then 'PENSION' when '医疗' then 'MEDICAL' when '失业' then 'UNEMPLOYMENT' when '工伤' then 'WORK_INJURY' when '生育' then 'MATERNITY' else one end), '{}')
       from unnest(conditions_insurances) one where one in ('养老', '医疗', '失业', '工伤', '生育'))
   where conditions_insurances <> '{}'`,

  `alter table "travel_group" add column "kind" text not null default 'VILLAGE'`,
  `alter table "travel_group" add constraint "travel_group_kind_check" check ("kind" in ('COUPLE', 'FAMILY', 'VILLAGE', 'FRIENDS'))`,

  `alter table "seeker" add column "household_region_id" uuid null, add column "circumstances_ethnicity" text null, add column "circumstances_marital_status" text null, add column "circumstances_health" text null, add column "circumstances_hardships" text[] not null default '{}', add column "circumstances_household_number" text null, add column "wish_may_leave_county" boolean null, add column "wish_may_leave_province" boolean null`,
  `alter table "seeker" add constraint "seeker_circumstances_ethnicity_check" check ("circumstances_ethnicity" in ('HAN', 'MONGOL', 'HUI', 'ZANG', 'UYGUR', 'MIAO', 'YI', 'ZHUANG', 'BUYEI', 'CHOSEN', 'MAN', 'DONG', 'YAO', 'BAI', 'TUJIA', 'HANI', 'KAZAK', 'DAI', 'LI', 'LISU', 'VA', 'SHE', 'GAOSHAN', 'LAHU', 'SUI', 'DONGXIANG', 'NAXI', 'JINGPO', 'KIRGIZ', 'TU', 'DAUR', 'MULAO', 'QIANG', 'BLANG', 'SALAR', 'MAONAN', 'GELAO', 'XIBE', 'ACHANG', 'PUMI', 'TAJIK', 'NU', 'UZBEK', 'RUSS', 'EWENKI', 'DEANG', 'BONAN', 'YUGUR', 'GIN', 'TATAR', 'DERUNG', 'OROQEN', 'HEZHEN', 'MONBA', 'LHOBA', 'JINO', 'OTHER'))`,
  `alter table "seeker" add constraint "seeker_circumstances_marital_status_check" check ("circumstances_marital_status" in ('SINGLE', 'MARRIED', 'WIDOWED', 'DIVORCED'))`,
  `alter table "seeker" add constraint "seeker_circumstances_health_check" check ("circumstances_health" in ('GOOD', 'FAIR', 'CHRONIC', 'DISABLED'))`,
  `alter table "seeker" add constraint "seeker_skill_level" check (skill_level >= 1 and skill_level <= 5)`,
  `alter table "seeker" add constraint "seeker_household_region_id_foreign" foreign key ("household_region_id") references "region" ("id") on delete set null`,

  `alter table "registration" add column "officer" text null`,

  `alter table "import_job" add column "recognition_pay_stated_count" int not null default 0, add column "recognition_pay_read_count" int not null default 0, add column "recognition_place_stated_count" int not null default 0, add column "recognition_placed_count" int not null default 0, add column "recognition_coded_count" int not null default 0, add column "withdrawn_count" int not null default 0`,
  `alter table "import_refusal" add column "heading" text null`,

  `update region set aliases = aliases || '{雄安新区,雄安}'::text[] where code = '130600' and not aliases @> '{雄安新区}'::text[]`,
];
