-- Rollups of the journal. A dashboard reads these and never scans events.
create schema statistics;
grant usage on schema statistics to xiangji_app;

-- One row for each (indicator, where, when, origin): where = county, town, village code, or a station; when = a day or a month.
create table statistics.rollup (
  county text not null,
  indicator text not null,
  origin text not null check (origin in ('live', 'import', 'simulated')),
  grain text not null check (grain in ('day', 'month')),
  place text not null,
  -- '' for the sum over a division; otherwise the outlet's id.
  station text not null default '',
  starts_on date not null,
  value bigint not null,
  primary key (county, indicator, grain, place, station, starts_on, origin)
);
-- For outlets active within a few days. Partial, so that a sum over a division can take only the primary key, also before the first analyze.
create index rollup_outlet_day on statistics.rollup (county, indicator, starts_on) where grain = 'day' and station <> '';

-- Who or what a distinct count has seen: its weights by day, from which the days of its presence follow.
create table statistics.member (
  county text not null,
  indicator text not null,
  origin text not null,
  place text not null,
  member text not null,
  seen_on date not null,
  weight int not null,
  primary key (county, indicator, place, member, origin, seen_on)
);

create table statistics.cursor (
  county text primary key,
  tx text not null,
  id uuid not null,
  followed_at timestamptz not null default now()
);

do $$ declare t text; begin
  foreach t in array array['rollup', 'member', 'cursor'] loop
    execute format('alter table statistics.%I enable row level security', t);
    execute format('grant select, insert, update, delete on statistics.%I to xiangji_app', t);
  end loop;
end $$;
create policy reach on statistics.rollup to xiangji_app using (
  county = (select current_setting('xj.county', true)) and starts_with(place, (select current_setting('xj.place', true)))
  and ((select current_setting('xj.station', true)) in ('', station)));
create policy reach on statistics.member to xiangji_app using (
  county = (select current_setting('xj.county', true)) and starts_with(place, (select current_setting('xj.place', true))));
create policy county on statistics.cursor to xiangji_app using (county = (select current_setting('xj.county', true)));
