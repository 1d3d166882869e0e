-- Many counties: which county an account is of, without asking every county; what became of old codes; whose aggregates a province sees.

-- An account's county is read before its county is known. Null for an account made before this column was filled: then it is looked for.
alter table identity."user" add column county text check (county ~ '^\d{6}$');
update identity."user" u set county = p.county from identity.profile p where p.id = u.id;

-- plpgsql and a variable: on Citus a county known before the statement is asked of one machine only.
create or replace function identity.find_profile(account text) returns setof identity.profile
language plpgsql stable security definer set search_path = pg_catalog, identity as $$
declare
  home text := (select u.county from identity."user" u where u.id = account);
begin
  if home is null then
    return query select p.* from identity.profile p where p.id = account;
  else
    return query select p.* from identity.profile p where p.county = home and p.id = account;
  end if;
end $$;

-- 行政区划变更: which code follows which, from when, and by whose word. A split has several rows, so has a merger.
create table division.succession (
  code text not null check (code ~ '^\d{6}(\d{3}){0,2}$'),
  successor text not null check (successor ~ '^\d{6}(\d{3}){0,2}$' and successor <> code),
  kind text not null check (kind in ('rename', 'move', 'merge', 'split')),
  -- The first civil day on which the successor holds.
  since date not null,
  -- The document that says so.
  source text not null check (length(source) between 1 and 200),
  primary key (code, successor)
);
create index succession_by_successor on division.succession (successor);
grant select, insert, update on division.succession to xiangji_app;

-- One role more. The list is taken from the constraint as it stands, so that roles of other migrations stay.
do $$
declare
  rule text := (select pg_get_constraintdef(oid) from pg_constraint
    where conrelid = 'identity.profile'::regclass and conname = 'profile_roles_check');
begin
  alter table identity.profile drop constraint profile_roles_check;
  execute 'alter table identity.profile add constraint profile_roles_check '
    || replace(rule, '''simulator''::text', '''simulator''::text, ''provinceOfficer''::text');
  -- He sits in a seat of administration: a province (530000) or a prefecture (532300), a county of its own without a programme.
  alter table identity.profile add constraint profile_province_seat
    check (not 'provinceOfficer' = any (roles) or (place = county and right(county, 2) = '00' and cardinality(roles) = 1));
end $$;
