-- Personal data: sealed contacts, one person's requests, consent.

-- From here on the database takes a contact only in its sealed form (platform/fields.ts). `not valid`: rows of before are sealed by the
-- next start, which has the keys; every write is refused in clear from this moment (ADR 0018).
alter table station.station drop constraint station_keeper_phone_check;
alter table station.station add constraint keeper_phone_sealed check (keeper_phone = '' or keeper_phone ~ '^xj1\.[a-z0-9]{8}\.[\w-]{38,}$') not valid;
alter table station.station add column keeper_phone_index text;
create index station_keeper_phone on station.station (county, keeper_phone_index);

alter table disclosure.complaint drop constraint complaint_contact_check;
-- Nobody's contact looks like a sealed one; were there one, it would be text all the same.
update disclosure.complaint set contact = ' ' || contact where contact like 'xj1.%';
alter table disclosure.complaint add constraint contact_sealed check (contact = '' or contact ~ '^xj1\.[a-z0-9]{8}\.[\w-]{38,}$') not valid;
alter table disclosure.complaint add column contact_index text;
create index complaint_contact on disclosure.complaint (county, contact_index);

create schema privacy;
grant usage on schema privacy to xiangji_app;

-- 个人信息保护法第四十四至四十七条: what a person asked of his data, who made sure that it was he, and what came of it.
create table privacy.request (
  county text not null check (county ~ '^\d{6}$'),
  id uuid not null,
  kind text not null check (kind in ('copy', 'correct', 'erase', 'explain')),
  -- Name and phone are sealed; the account, if he has one.
  name text not null check (name = '' or name ~ '^xj1\.[a-z0-9]{8}\.[\w-]{38,}$'),
  phone text not null default '' check (phone = '' or phone ~ '^xj1\.[a-z0-9]{8}\.[\w-]{38,}$'),
  phone_index text,
  account text,
  asked_on date not null,
  due_on date not null check (due_on > asked_on),
  received_at timestamptz not null,
  received_by text not null,
  checked_at timestamptz,
  checked_by text,
  checked_how text check (checked_how in ('idCard', 'callBack', 'knownInPerson', 'proxyPapers')),
  state text not null check (state in ('received', 'checked', 'done', 'refused')),
  done_at timestamptz,
  done_by text,
  outcome text not null default '' check (length(outcome) <= 200),
  primary key (county, id),
  check (phone <> '' or account is not null or state in ('done', 'refused')),
  check ((checked_at is null) = (checked_by is null) and (checked_at is null) = (checked_how is null)),
  check ((done_at is null) = (state in ('received', 'checked')))
);
create index request_newest on privacy.request (county, received_at desc, id desc);
create index request_phone on privacy.request (county, phone_index);

-- 第十三至十六条: which processing a person agreed to, in which words, and until when.
create table privacy.consent (
  county text not null check (county ~ '^\d{6}$'),
  id uuid not null,
  name text not null check (name = '' or name ~ '^xj1\.[a-z0-9]{8}\.[\w-]{38,}$'),
  phone text not null default '' check (phone = '' or phone ~ '^xj1\.[a-z0-9]{8}\.[\w-]{38,}$'),
  phone_index text,
  account text,
  purpose text not null check (length(purpose) between 2 and 120),
  basis text not null check (basis in ('consent', 'contract', 'legalDuty', 'emergency', 'publicInterest', 'madePublic')),
  text_version text not null check (length(text_version) between 1 and 40),
  given_on date not null,
  withdrawn_on date check (withdrawn_on >= given_on),
  file_id uuid,
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (county, id)
);
create index consent_newest on privacy.consent (county, given_on desc, id desc);
create index consent_phone on privacy.consent (county, phone_index);

do $$ declare t text; begin
  foreach t in array array['request', 'consent'] loop
    execute format('alter table privacy.%I enable row level security', t);
    execute format('create policy county on privacy.%I to xiangji_app using (county = (select current_setting(''xj.county'', true)))', t);
    execute format('grant select, insert, update on privacy.%I to xiangji_app', t);
  end loop;
end $$;
