-- Accounts. The four tables of better-auth keep its own names and have no county: they are read before the county is known.
create schema identity;
grant usage on schema identity to xiangji_app;

create table identity."user" (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null default false,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  username text not null unique
);

create table identity.session (
  id text primary key,
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references identity."user" (id) on delete cascade
);
create index session_by_user on identity.session ("userId");

create table identity.account (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references identity."user" (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  unique ("userId", "providerId")
);

create table identity.verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index verification_by_identifier on identity.verification (identifier);

-- Who somebody is in his county: id is identity."user".id.
create table identity.profile (
  county text not null check (county ~ '^\d{6}$'),
  id text not null,
  username text not null,
  name text not null check (length(name) between 1 and 40),
  roles text[] not null check (roles <@ array['systemAdministrator', 'securityAdministrator', 'auditAdministrator', 'countyLeader',
    'bureauClerk', 'financeClerk', 'informationOfficer', 'townClerk', 'implementerManager', 'serviceCentreOperator',
    'stationSupervisor', 'stationKeeper', 'trainer', 'courier', 'businessEntity', 'evaluator', 'simulator']),
  -- The home division: his reach is every code that begins with it.
  place text not null check (place ~ '^\d{6}(\d{3}){0,2}$' and left(place, 6) = county),
  station uuid,
  phone text not null default '' check (phone ~ '^[0-9+ -]{0,20}$'),
  -- The last civil day on which he may sign in.
  valid_until date,
  disabled_at timestamptz,
  must_change_password boolean not null default false,
  is_simulator boolean not null default false,
  is_demo boolean not null default false,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (county, id),
  unique (county, username),
  check (('stationKeeper' = any (roles)) = (station is not null)),
  check (('simulator' = any (roles)) = is_simulator),
  check (valid_until is not null or not 'evaluator' = any (roles))
);
create index profile_place on identity.profile (county, place);
create index profile_newest on identity.profile (county, created_at desc, id desc);

-- The one-time link by which a county's first administrator is made. Only a hash of it is kept.
create table identity.setup_link (
  county text not null check (county ~ '^\d{6}$'),
  token_hash text not null check (token_hash ~ '^[0-9a-f]{64}$'),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (county, token_hash)
);

alter table identity.profile enable row level security;
create policy reach on identity.profile to xiangji_app using (
  county = (select current_setting('xj.county', true)) and starts_with(place, (select current_setting('xj.place', true))));
alter table identity.setup_link enable row level security;
create policy county on identity.setup_link to xiangji_app using (county = (select current_setting('xj.county', true)));

grant select, insert, update, delete on identity."user", identity.session, identity.account, identity.verification to xiangji_app;
grant select, insert, update on identity.profile to xiangji_app;
grant select, insert, update, delete on identity.setup_link to xiangji_app;

-- Two questions asked before the county is known, each with a secret or an id that only this server can have.
create function identity.find_profile(account text) returns setof identity.profile
language sql stable security definer set search_path = pg_catalog, identity as $$
  select * from identity.profile where id = account
$$;
create function identity.find_setup_link(hash text) returns setof identity.setup_link
language sql stable security definer set search_path = pg_catalog, identity as $$
  select * from identity.setup_link where token_hash = hash
$$;
revoke all on function identity.find_profile, identity.find_setup_link from public;
grant execute on function identity.find_profile, identity.find_setup_link to xiangji_app;
