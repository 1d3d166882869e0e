-- What the public sees and says: published papers, complaints.
create schema disclosure;
grant usage on schema disclosure to xiangji_app;

create table disclosure.publication (
  county text not null,
  id uuid not null,
  kind text not null check (kind in ('plan', 'rulebook', 'tender', 'progress', 'funds', 'acceptance', 'notice')),
  title text not null check (length(title) between 1 and 120),
  body text not null default '' check (length(body) <= 20000),
  dated_on date not null,
  file_id uuid,
  published_at timestamptz not null default now(),
  published_by text not null,
  reviewed_by text not null,
  is_simulated boolean not null default false,
  withdrawn_at timestamptz,
  primary key (county, id)
);
create index publication_newest on disclosure.publication (county, dated_on desc, id desc);

create table disclosure.complaint (
  county text not null,
  id uuid not null,
  receipt text not null check (length(receipt) between 6 and 24),
  kind text not null check (kind in ('complaint', 'tipOff', 'suggestion')),
  about text not null default '',
  -- The shape counts UTF-16 units and asks for five; an emoji is two of them and one character here.
  body text not null check (length(body) between 1 and 2000),
  contact text not null default '' check (length(contact) <= 60),
  received_at timestamptz not null,
  state text not null check (state in ('received', 'answered')),
  answer text not null default '' check (length(answer) <= 2000),
  answered_at timestamptz,
  answered_by text,
  origin text not null check (origin in ('live', 'import', 'simulated')),
  primary key (county, id),
  unique (county, receipt)
);
create index complaint_newest on disclosure.complaint (county, received_at desc, id desc);

do $$ declare t text; begin
  foreach t in array array['publication', 'complaint'] loop
    execute format('alter table disclosure.%I enable row level security', t);
    execute format('create policy county on disclosure.%I to xiangji_app using (county = (select current_setting(''xj.county'', true)))', t);
    execute format('grant select, insert, update on disclosure.%I to xiangji_app', t);
  end loop;
end $$;
