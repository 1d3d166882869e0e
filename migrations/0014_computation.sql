-- Long computations that a person asked for (routes, sites): what was asked, how far it is, what came out.
create table platform.computation (
  county text not null check (county ~ '^\d{6}$'),
  id uuid not null,
  kind text not null check (length(kind) <= 60),
  asked_by text not null,
  asked_at timestamptz not null,
  input jsonb not null,
  state text not null check (state in ('waiting', 'running', 'done', 'cancelled', 'failed')),
  -- How often a process began it: one that dies in the middle leaves it to another, once.
  attempts int not null default 0,
  -- A process that works on it writes here every second or so.
  beat_at timestamptz,
  is_cancel_asked boolean not null default false,
  done int not null default 0,
  total int not null default 0 check (done between 0 and total),
  -- The value of the best answer so far, in the unit of the kind.
  best double precision,
  result jsonb,
  -- Why it failed, as a code.
  problem text check (length(problem) <= 60),
  ended_at timestamptz,
  primary key (county, id),
  check ((ended_at is null) = (state in ('waiting', 'running'))),
  check ((problem is not null) = (state = 'failed'))
);
create index computation_mine on platform.computation (county, asked_by, kind, asked_at desc);
create index computation_open on platform.computation (county, asked_at) where state in ('waiting', 'running');
create index computation_ended on platform.computation (county, ended_at);

alter table platform.computation enable row level security;
create policy county on platform.computation to xiangji_app using (county = (select current_setting('xj.county', true)));
grant select, insert, update, delete on platform.computation to xiangji_app;

-- The product's role adds its own kind of job and no other. Until the worker has made its schema, the clock finds what waits.
create function platform.ask_computation() returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if to_regnamespace('graphile_worker') is null then return; end if;
  perform graphile_worker.add_job('compute', max_attempts => 1);
end $$;
revoke all on function platform.ask_computation from public;
grant execute on function platform.ask_computation to xiangji_app;
