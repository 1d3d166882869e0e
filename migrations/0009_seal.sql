-- The journal proves itself: each county's recorded day is sealed (ADR 0013).

-- The time of the statement, not of the transaction's beginning: a long import that began before midnight does not write into a day that is over.
alter table platform.event alter column recorded_at set default statement_timestamp();
create index event_recorded on platform.event (county, recorded_at, id);

-- Public halves; the private ones lie outside the database. Of the installation, not of a county.
create table platform.seal_key (
  id text primary key check (id ~ '^[0-9a-f]{16}$'),
  suite text not null check (suite in ('sha256-ed25519', 'sm3-sm2')),
  public_key text not null,
  -- The key before, which vouches for this one.
  signed_by text references platform.seal_key (id),
  signature bytea,
  made_at timestamptz not null default now(),
  check ((signed_by is null) = (signature is null))
);

create table platform.seal (
  county text not null check (county ~ '^\d{6}$'),
  day date not null,
  count bigint not null check (count >= 0),
  -- Over the canonical bytes of the day's events, and over the rows of seal_block.
  digest bytea not null check (length(digest) = 32),
  roll_digest bytea not null check (length(roll_digest) = 32),
  first_id uuid,
  last_id uuid,
  previous bytea not null check (length(previous) = 32),
  suite text not null check (suite in ('sha256-ed25519', 'sm3-sm2')),
  key_id text not null,
  sealed_at timestamptz not null,
  hash bytea not null check (length(hash) = 32),
  signature bytea not null,
  primary key (county, day)
);
comment on table platform.seal is 'One row a county and recorded day: digest of the day''s events, the seal before, signature.';

-- What it takes to name an event that is no longer there: id, kind and hash of each, 1024 a row.
create table platform.seal_block (
  county text not null,
  day date not null,
  no int not null check (no >= 0),
  count int not null check (count between 1 and 1024),
  kinds text[] not null,
  roll bytea not null check (length(roll) = 50 * count),
  primary key (county, day, no)
);
alter table platform.seal_block alter column roll set storage external;

-- What lies outside: the day it was put there, and what the keeper answered (a time stamp's token).
create table platform.seal_deposit (
  county text not null,
  day date not null,
  port text not null check (port in ('folder', 'mail', 'tsa')),
  deposited_at timestamptz not null default now(),
  receipt bytea,
  primary key (county, day, port)
);
create table platform.seal_deposit_problem (
  county text not null,
  port text not null check (port in ('folder', 'mail', 'tsa')),
  failures int not null,
  tried_at timestamptz not null,
  problem text not null check (length(problem) <= 500),
  primary key (county, port)
);

-- A verification that somebody asked for on screen.
create table platform.seal_check (
  county text not null,
  id uuid not null,
  -- Null: all sealed days.
  day date,
  asked_by text not null,
  asked_at timestamptz not null default now(),
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  checked bigint not null default 0,
  total bigint not null default 0,
  findings jsonb not null default '[]',
  finished_at timestamptz,
  primary key (county, id)
);
create index seal_check_newest on platform.seal_check (county, asked_at desc);

do $$ declare t text; begin
  foreach t in array array['seal', 'seal_block', 'seal_deposit', 'seal_deposit_problem', 'seal_check'] loop
    execute format('alter table platform.%I enable row level security', t);
    execute format('create policy county on platform.%I to xiangji_app using (county = (select current_setting(''xj.county'', true)))', t);
    execute format('grant select, insert on platform.%I to xiangji_app', t);
  end loop;
end $$;
grant select, insert on platform.seal_key to xiangji_app;
grant update, delete on platform.seal_deposit_problem to xiangji_app;
grant update on platform.seal_check to xiangji_app;

-- A fence against a slip of the hand, not against the owner, who can take it down: against him stand the signature and the deposits.
create function platform.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete or truncate on platform.seal for each statement execute function platform.refuse_change();
create trigger append_only before update or delete or truncate on platform.seal_block for each statement execute function platform.refuse_change();
create trigger append_only before update or delete or truncate on platform.seal_key for each statement execute function platform.refuse_change();

-- The product's role adds its own kind of job and no other. The worker makes its schema when it first starts; until then the daily job finds what waits.
create function platform.ask_seal_check(county text, id uuid) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if to_regnamespace('graphile_worker') is null then return; end if;
  perform graphile_worker.add_job('check-seals', pg_catalog.json_build_object('county', county, 'id', id), max_attempts => 3);
end $$;
revoke all on function platform.ask_seal_check from public;
grant execute on function platform.ask_seal_check to xiangji_app;
