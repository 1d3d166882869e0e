-- Who looked at or changed what, from where. Insert only for the product's role: what is written stays until a whole month is old enough.
create schema access;
grant usage on schema access to xiangji_app;

create table access.request (
  county text not null check (county ~ '^\d{6}$'),
  id uuid not null,
  -- The run of a process that wrote the row, and the row's number among those that it wrote of this county: a hole in the numbers is a missing row.
  writer uuid not null,
  seq bigint not null check (seq > 0),
  at timestamptz not null,
  -- '' for somebody who is not known.
  account text not null,
  roles text[] not null,
  place text not null check (place ~ '^\d{6}(\d{3}){0,2}$' and left(place, 6) = county),
  act text not null check (act in ('read', 'personal', 'export', 'change', 'signIn', 'log')),
  method text not null,
  route text not null check (length(route) <= 200),
  subject text not null check (length(subject) <= 200),
  status int not null,
  refusal text not null,
  address text not null check (length(address) <= 64),
  agent text not null check (length(agent) <= 200),
  duration_ms int not null check (duration_ms >= 0),
  bytes bigint,
  request_id text not null,
  -- Refusals of nobody that are alike within one flush are one row.
  times int not null default 1 check (times > 0),
  -- Ids are not commit order: the watch reads by (tx, id) below the oldest running transaction (ADR 0004).
  tx xid8 not null default pg_current_xact_id(),
  primary key (county, id)
) partition by range (id);
create index request_watch on access.request (county, tx, id);
create index request_account on access.request (county, account, id);
create index request_refused on access.request (county, id) where refusal <> '';

create function access.ensure_partitions(since date, until date) returns int
language plpgsql security definer set search_path = pg_catalog, access, platform as $$
declare
  month date := date_trunc('month', since);
  made int := 0;
begin
  while month <= until loop
    if to_regclass(format('access.request_%s', to_char(month, 'YYYYMM'))) is null then
      execute format('create table access.request_%s partition of access.request for values from (%L) to (%L)',
        to_char(month, 'YYYYMM'), platform.month_bound(month), platform.month_bound((month + interval '1 month')::date));
      made := made + 1;
    end if;
    month := month + interval '1 month';
  end loop;
  return made;
end $$;

-- Drops the months of which every row is older than `keep_days`, and never one that is younger than 180 days
-- (《网络安全法》第二十一条: not less than six months), whatever is asked. Says which.
create function access.expire(keep_days int) returns setof text
language plpgsql security definer set search_path = pg_catalog, access as $$
declare
  old text;
begin
  for old in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'access.request'::regclass and c.relname ~ '^request_\d{6}$'
      and to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= now() - make_interval(days => greatest(keep_days, 180))
    order by 1
  loop
    execute format('drop table access.%I', old);
    return next right(old, 6);
  end loop;
end $$;
revoke all on function access.ensure_partitions, access.expire from public;
grant execute on function access.ensure_partitions, access.expire to xiangji_app;
select access.ensure_partitions((now() - interval '1 month')::date, (now() + interval '3 months')::date);

-- What the rules found. Facts never change; how often it came again, whether it was delivered and who has seen it do.
create table access.alarm (
  county text not null check (county ~ '^\d{6}$'),
  id uuid not null,
  rule text not null,
  -- Whom or what it is about, in the rule's own words: an account, an address, a writer.
  subject text not null check (length(subject) <= 200),
  facts jsonb not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  times int not null check (times > 0),
  delivered_at timestamptz,
  delivery_tries int not null default 0,
  acknowledged_at timestamptz,
  acknowledged_by text,
  note text not null default '' check (length(note) <= 500),
  primary key (county, id)
);
create index alarm_newest on access.alarm (county, last_at desc, id desc);
create index alarm_open on access.alarm (county, rule, subject) where acknowledged_at is null;

-- Where the watch stands, and what it must remember between two minutes (modules/access/schema.ts: WatchState).
create table access.watch (
  county text primary key check (county ~ '^\d{6}$'),
  request_tx text not null,
  request_id uuid not null,
  event_tx text not null,
  event_id uuid not null,
  state jsonb not null,
  watched_at timestamptz not null
);

-- A special look with its reason, written by the module that shows what was hidden, in the transaction that reads it (platform/look.ts).
create table platform.look (
  county text not null check (county ~ '^\d{6}$'),
  id uuid not null,
  at timestamptz not null,
  account text not null,
  roles text[] not null,
  place text not null check (place ~ '^\d{6}(\d{3}){0,2}$' and left(place, 6) = county),
  subject text not null check (length(subject) between 1 and 200),
  field text not null check (length(field) between 1 and 60),
  reason text not null check (length(reason) between 1 and 500),
  primary key (county, id)
);

alter table access.request enable row level security;
create policy reach on access.request to xiangji_app using (
  county = (select current_setting('xj.county', true)) and starts_with(place, (select current_setting('xj.place', true))));
alter table access.alarm enable row level security;
create policy county on access.alarm to xiangji_app using (county = (select current_setting('xj.county', true)));
alter table access.watch enable row level security;
create policy county on access.watch to xiangji_app using (county = (select current_setting('xj.county', true)));
alter table platform.look enable row level security;
create policy reach on platform.look to xiangji_app using (
  county = (select current_setting('xj.county', true)) and starts_with(place, (select current_setting('xj.place', true))));

grant select, insert on access.request, platform.look to xiangji_app;
grant select, insert on access.alarm to xiangji_app;
grant update (last_at, times, delivered_at, delivery_tries, acknowledged_at, acknowledged_by, note) on access.alarm to xiangji_app;
grant select, insert, update on access.watch to xiangji_app;
