/**
 * Working days: weekends, and what a year's table says otherwise. A day in a year without a table has no answer: the
 * functions raise JQC01 instead of guessing.
 */
export const calendar = [
  `create table calendar_year (year smallint primary key, source text not null, assumed boolean not null default false)`,
  `create table calendar_day (day date primary key, working boolean not null)`,
  `create function is_working_day(asked date) returns boolean language plpgsql stable as $$ begin
     if not exists (select from calendar_year where year = extract(year from asked)) then
       raise exception using errcode = 'JQC01', message = 'no calendar for ' || extract(year from asked);
     end if;
     return coalesce((select working from calendar_day where day = asked), extract(isodow from asked) < 6);
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
  `insert into calendar_year (year, source) values (2007, '国务院办公厅关于 2007 年部分节假日安排的通知')`,
  `insert into calendar_day (day, working)
   select d::date, false from generate_series('2007-01-01'::date, '2007-01-03', '1 day') d
   union all select d::date, false from generate_series('2007-02-18'::date, '2007-02-24', '1 day') d
   union all select d::date, false from generate_series('2007-05-01'::date, '2007-05-07', '1 day') d
   union all select d::date, false from generate_series('2007-10-01'::date, '2007-10-07', '1 day') d
   union all select unnest('{2007-02-17,2007-02-25,2007-04-28,2007-04-29,2007-09-29,2007-09-30}'::date[]), true`,
  `grant select on calendar_year, calendar_day to jiangqiao_app`,
];
