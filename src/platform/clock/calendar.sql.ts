/**
 * Working days: weekends, and what a year's table says otherwise. A day in a year without a table has no answer: the
 * functions raise JQC01 instead of guessing; `working_day_after` has none.
 */
export const calendar = [
  `create table "calendar_year" ("id" uuid not null default uuidv7(), "created_at" timestamptz not null default app_now(), "synthetic" boolean not null default false, "year" smallint not null, "days_off" date[] not null default '{}', "working_weekends" date[] not null default '{}', "source" text not null, "assumed" boolean not null default false, primary key ("id"))`,
  `alter table "calendar_year" add constraint "calendar_year_once" unique ("year")`,
  `alter table "calendar_year" add constraint "calendar_year_apart" check (not days_off && working_weekends)`,
  `alter table "calendar_year" add constraint "calendar_year_within" check (make_date(year, 1, 1) <= all (days_off || working_weekends) and make_date(year, 12, 31) >= all (days_off || working_weekends))`,
  `create function is_working_day(asked date) returns boolean language plpgsql stable as $$
   declare working boolean;
   begin
     select case when asked = any(days_off) then false when asked = any(working_weekends) then true else extract(isodow from asked) < 6 end
       into working from calendar_year where year = extract(year from asked);
     if not found then
       raise exception using errcode = 'JQC01', message = 'no calendar for ' || extract(year from asked);
     end if;
     return working;
   end $$`,
  `create function add_working_days(start date, count integer) returns date language plpgsql stable as $$
   declare day date := start; left_over integer := count;
   begin
     while left_over > 0 loop
       day := day + 1;
       if is_working_day(day) then left_over := left_over - 1; end if;
     end loop;
     return day;
   end $$`,
  `create function working_day_after(start date, count integer) returns date language plpgsql stable as $$
   begin
     return add_working_days(start, count);
   exception when sqlstate 'JQC01' then
     return null;
   end $$`,
  `insert into calendar_year (year, days_off, working_weekends, source)
   select 2007, array_agg(d::date order by d), '{2007-02-17,2007-02-25,2007-04-28,2007-04-29,2007-09-29,2007-09-30}', '国务院办公厅关于 2007 年部分节假日安排的通知'
     from (select generate_series('2007-01-01'::date, '2007-01-03', '1 day') union all select generate_series('2007-02-18'::date, '2007-02-24', '1 day')
           union all select generate_series('2007-05-01'::date, '2007-05-07', '1 day') union all select generate_series('2007-10-01'::date, '2007-10-07', '1 day')) days (d)`,
  `grant select, insert on calendar_year to jiangqiao_app`,
];
