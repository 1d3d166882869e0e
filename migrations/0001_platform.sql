-- The ground: the role the product works under, the journal, files. Every tenant key begins with county (the 6-digit code).
do $$ begin
  create role xiangji_app login;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant xiangji_app to %I', current_user);
end $$;

create schema platform;
grant usage on schema platform to xiangji_app;

-- Whose transaction this is (platform/db.ts sets it). Written as sub-selects in policies, so that they are read once a statement.
create table platform.event (
  county text not null check (county ~ '^\d{6}$'),
  id uuid not null,
  kind text not null check (kind ~ '^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$'),
  at timestamptz not null,
  recorded_at timestamptz not null default now(),
  place text not null check (place ~ '^\d{6}(\d{3}){0,2}$' and left(place, 6) = county),
  station uuid,
  subject text not null check (length(subject) between 1 and 200),
  actor text not null,
  data jsonb not null,
  origin text not null check (origin in ('live', 'import', 'simulated')),
  -- Client ids are not commit order: a follower reads by (tx, id) below the oldest running transaction (ADR 0004).
  tx xid8 not null default pg_current_xact_id(),
  primary key (county, id)
) partition by range (id);
comment on table platform.event is 'The journal: append only; one row for each act of work.';
create index event_follow on platform.event (county, tx, id);
create index event_evidence on platform.event (county, kind, at);

alter table platform.event enable row level security;
create policy reach on platform.event to xiangji_app
  using (
    county = (select current_setting('xj.county', true))
    and starts_with(place, (select current_setting('xj.place', true)))
    and ((select current_setting('xj.station', true)) = '' or station = (select nullif(current_setting('xj.station', true), '')::uuid))
  );
grant select, insert on platform.event to xiangji_app;

-- The first id of a month: uuidv7 begins with 48 bits of Unix milliseconds.
create function platform.month_bound(month date) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from month::timestamp at time zone 'UTC') * 1000)::bigint), 12, '0') || '0000' || '0000000000000000')::uuid
$$;

-- Monthly partitions ahead of need; a daily job calls it. Says how many it made.
create function platform.ensure_partitions(since date, until date) returns int
language plpgsql security definer set search_path = pg_catalog, platform as $$
declare
  month date := date_trunc('month', since);
  made int := 0;
begin
  while month <= until loop
    if to_regclass(format('platform.event_%s', to_char(month, 'YYYYMM'))) is null then
      execute format('create table platform.event_%s partition of platform.event for values from (%L) to (%L)',
        to_char(month, 'YYYYMM'), platform.month_bound(month), platform.month_bound((month + interval '1 month')::date));
      made := made + 1;
    end if;
    month := month + interval '1 month';
  end loop;
  return made;
end $$;
revoke all on function platform.ensure_partitions from public;
grant execute on function platform.ensure_partitions to xiangji_app;
select platform.ensure_partitions((now() - interval '24 months')::date, (now() + interval '3 months')::date);

-- Papers behind figures. The bytes lie in the file store under their hash.
create table platform.file (
  county text not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  media_type text not null,
  size_bytes bigint not null check (size_bytes >= 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  is_public boolean not null default false,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (county, id)
);
alter table platform.file enable row level security;
create policy county on platform.file to xiangji_app using (county = (select current_setting('xj.county', true)));
grant select, insert, update on platform.file to xiangji_app;
