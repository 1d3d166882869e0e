-- Identity in full: three administrators apart, second factor, sessions of our own, phones, keys, invitations, sign-in from outside.

-- Sessions are ours: only a hash of the token is kept (whoever reads the table cannot sign in). Everybody signs in once again.
drop table identity.session;
drop table identity.verification;
create table identity.session (
  id uuid primary key,
  account text not null references identity."user" (id) on delete cascade,
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null,
  used_at timestamptz not null,
  -- The end of its life however much it is used; idle_s: how long it may lie still.
  expires_at timestamptz not null,
  idle_s int not null check (idle_s > 0),
  ip_address text not null default '',
  user_agent text not null default '',
  device uuid,
  -- Kept for a while, so that the telephone can be told why.
  revoked_at timestamptz
);
create index session_by_account on identity.session (account);
grant select, insert, update, delete on identity.session to xiangji_app;

-- Failed attempts by account name (hashed: people type passwords there) and by address; read before the county is known.
create table identity.attempt (
  subject text primary key,
  failures timestamptz[] not null,
  locked_until timestamptz
);
grant select, insert, update, delete on identity.attempt to xiangji_app;

-- No account holds two of the three posts. Until now the first administrator held two: he stays system administrator,
-- and the next start prints the links for the posts that have nobody.
update identity.profile set roles = array_remove(roles, 'securityAdministrator')
  where roles @> array['systemAdministrator', 'securityAdministrator'];
alter table identity.profile add check (
  ('systemAdministrator' = any (roles))::int + ('securityAdministrator' = any (roles))::int + ('auditAdministrator' = any (roles))::int <= 1);
-- When its owner set the password; null: not yet. credential_by: who last handed out a way in.
alter table identity.profile add column password_set_at timestamptz, add column credential_by text not null default 'system';
update identity.profile set password_set_at = now(), credential_by = created_by;

alter table identity.setup_link add column role text not null default 'systemAdministrator'
  check (role in ('systemAdministrator', 'securityAdministrator', 'auditAdministrator'));
alter table identity.setup_link alter column role drop default;
delete from identity.setup_link where used_at is null;

create table identity.old_password (
  county text not null check (county ~ '^\d{6}$'),
  account text not null,
  set_at timestamptz not null,
  hash text not null,
  primary key (county, account, set_at)
);

create table identity.second_factor (
  county text not null check (county ~ '^\d{6}$'),
  account text not null,
  -- Encrypted under a key derived from the installation's secret.
  secret text not null,
  confirmed_at timestamptz,
  -- The last time step whose code was taken: no code counts twice.
  last_step bigint not null default 0,
  created_at timestamptz not null,
  primary key (county, account)
);

create table identity.recovery_code (
  county text not null check (county ~ '^\d{6}$'),
  account text not null,
  code_hash text not null check (code_hash ~ '^[0-9a-f]{64}$'),
  used_at timestamptz,
  primary key (county, account, code_hash)
);

-- What a county set otherwise than the product does; no row: the product's own values.
create table identity.policy (
  county text primary key check (county ~ '^\d{6}$'),
  guarded_password_days int not null check (guarded_password_days between 30 and 365),
  password_days int not null check (password_days between 30 and 365),
  idle_minutes int not null check (idle_minutes between 5 and 240),
  session_hours int not null check (session_hours between 1 and 24),
  phone_idle_days int not null check (phone_idle_days between 1 and 60),
  phone_days int not null check (phone_days between 1 and 365)
);

-- A telephone that its owner bound by signing in on it.
create table identity.device (
  county text not null check (county ~ '^\d{6}$'),
  id uuid not null,
  account text not null,
  name text not null check (length(name) between 1 and 40),
  bound_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by text,
  primary key (county, id)
);
create index device_by_account on identity.device (county, account);

create table identity.api_key (
  county text not null check (county ~ '^\d{6}$'),
  id uuid not null,
  name text not null check (length(name) between 1 and 60),
  -- The first characters, to tell keys apart; the rest is nowhere.
  hint text not null,
  key_hash text not null check (key_hash ~ '^[0-9a-f]{64}$'),
  scopes text[] not null check (cardinality(scopes) > 0),
  place text not null check (place ~ '^\d{6}(\d{3}){0,2}$' and left(place, 6) = county),
  valid_until date not null,
  created_at timestamptz not null,
  created_by text not null,
  used_at timestamptz,
  used_from text,
  revoked_at timestamptz,
  revoked_by text,
  primary key (county, id),
  unique (county, key_hash)
);

-- A link by which somebody sets his own password. For a guarded account one administrator asks and another confirms:
-- the first has the link, the second the code, and neither alone can use it.
create table identity.invitation (
  county text not null check (county ~ '^\d{6}$'),
  id uuid not null,
  account text not null,
  token_hash text not null check (token_hash ~ '^[0-9a-f]{64}$'),
  needs_code boolean not null,
  code_hash text check (code_hash ~ '^[0-9a-f]{64}$'),
  code_failures int not null default 0,
  made_at timestamptz not null,
  made_by text not null,
  confirmed_at timestamptz,
  confirmed_by text,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (county, id),
  unique (county, token_hash),
  check (confirmed_by is distinct from made_by and confirmed_by is distinct from account and made_by <> account),
  check (needs_code or code_hash is null)
);
create index invitation_by_account on identity.invitation (county, account);

-- Who somebody is elsewhere (WeChat, the office's own sign-in).
create table identity.external_identity (
  county text not null check (county ~ '^\d{6}$'),
  provider text not null check (provider in ('oidc', 'wechat')),
  subject text not null,
  account text not null,
  linked_at timestamptz not null,
  primary key (county, provider, subject),
  unique (county, account, provider)
);

do $$
declare t text;
begin
  foreach t in array array['old_password', 'second_factor', 'recovery_code', 'policy', 'device', 'api_key', 'invitation', 'external_identity'] loop
    execute format('alter table identity.%I enable row level security', t);
    execute format('create policy county on identity.%I to xiangji_app using (county = (select current_setting(''xj.county'', true)))', t);
    execute format('grant select, insert, update on identity.%I to xiangji_app', t);
  end loop;
end $$;
grant delete on identity.old_password, identity.second_factor, identity.recovery_code, identity.external_identity, identity.invitation to xiangji_app;

-- Questions asked before the county is known, each with a secret or an id that only this server can have.
create function identity.find_policy(of_county text) returns setof identity.policy
language sql stable security definer set search_path = pg_catalog, identity as $$
  select * from identity.policy where county = of_county
$$;
create function identity.has_second_factor(of_county text, of_account text) returns boolean
language sql stable security definer set search_path = pg_catalog, identity as $$
  select exists (select from identity.second_factor where county = of_county and account = of_account and confirmed_at is not null)
$$;
create function identity.find_api_key(hash text) returns setof identity.api_key
language sql stable security definer set search_path = pg_catalog, identity as $$
  select * from identity.api_key where key_hash = hash
$$;
create function identity.find_invitation(hash text) returns setof identity.invitation
language sql stable security definer set search_path = pg_catalog, identity as $$
  select * from identity.invitation where token_hash = hash
$$;
create function identity.find_external_identity(of_provider text, of_subject text) returns setof identity.external_identity
language sql stable security definer set search_path = pg_catalog, identity as $$
  select * from identity.external_identity where provider = of_provider and subject = of_subject order by linked_at limit 1
$$;
revoke all on function identity.find_policy, identity.has_second_factor, identity.find_api_key, identity.find_invitation,
  identity.find_external_identity from public;
grant execute on function identity.find_policy, identity.has_second_factor, identity.find_api_key, identity.find_invitation,
  identity.find_external_identity to xiangji_app;
