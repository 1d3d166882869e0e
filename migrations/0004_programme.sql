-- The programme: a county's plan as loaded, and what has been entered by hand against it, each with its paper.
create schema programme;
grant usage on schema programme to xiangji_app;

create table programme.programme (
  county text primary key,
  pack_id text not null,
  -- The whole pack as validated; its shape is CountyPack of @xiangji/county-pack.
  pack jsonb not null,
  plan_text text not null,
  -- A demonstration moves the plan's dates by this many days, and every screen says so.
  shift_days int not null default 0,
  is_demo boolean not null default false,
  loaded_at timestamptz not null default now()
);

-- Money as it moves: 到账 arrived at the county, 拨付 paid out to an implementer, 支出 spent by him. Never updated: a mistake is a counter-entry.
create table programme.money_entry (
  county text not null,
  id uuid not null,
  kind text not null check (kind in ('arrived', 'paid', 'spent')),
  fund text not null check (fund in ('central', 'local', 'social')),
  budget_line text,
  amount_fen bigint not null check (amount_fen <> 0),
  moved_on date not null,
  counterparty text not null default '',
  paper text not null,
  file_id uuid,
  reverses uuid,
  entered_by text not null,
  is_simulated boolean not null default false,
  entered_at timestamptz not null default now(),
  primary key (county, id),
  unique (county, reverses),
  check (kind = 'arrived' or budget_line is not null)
);
create index money_entry_line on programme.money_entry (county, budget_line, moved_on);

-- A target that no indicator measures: its value by hand, with a paper and a signature, filed under the paper's own date.
create table programme.target_report (
  county text not null,
  id uuid not null,
  target text not null,
  value numeric not null,
  reported_on date not null,
  signed_by text not null,
  file_id uuid not null,
  note text not null default '',
  entered_by text not null,
  is_simulated boolean not null default false,
  entered_at timestamptz not null default now(),
  primary key (county, id)
);
create index target_report_latest on programme.target_report (county, target, reported_on desc, entered_at desc);

-- Figures from outside (the provincial bulletin): kept apart from what the journal yields, always with their source.
create table programme.external_figure (
  county text not null,
  id uuid not null,
  name text not null,
  target text,
  period text not null,
  value numeric not null,
  unit text not null,
  publisher text not null,
  published_on date not null,
  file_id uuid,
  entered_by text not null,
  is_simulated boolean not null default false,
  entered_at timestamptz not null default now(),
  primary key (county, id),
  unique (county, name, period, publisher)
);

create table programme.task_report (
  county text not null,
  id uuid not null,
  task text not null,
  state text not null check (state in ('todo', 'doing', 'done')),
  note text not null default '',
  file_id uuid,
  entered_by text not null,
  is_simulated boolean not null default false,
  entered_at timestamptz not null default now(),
  primary key (county, id)
);
create index task_report_latest on programme.task_report (county, task, entered_at desc);

do $$ declare t text; begin
  foreach t in array array['programme', 'money_entry', 'target_report', 'external_figure', 'task_report'] loop
    execute format('alter table programme.%I enable row level security', t);
    execute format('create policy county on programme.%I to xiangji_app using (county = (select current_setting(''xj.county'', true)))', t);
    execute format('grant select, insert on programme.%I to xiangji_app', t);
  end loop;
end $$;
grant update on programme.programme to xiangji_app;
