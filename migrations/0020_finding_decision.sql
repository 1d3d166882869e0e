-- 问题的处理决定: what a person decided about a finding of the county's own plan. Never changed: who thinks otherwise replaces it, who takes it back says why.
create table programme.finding_decision (
  county text not null check (county ~ '^\d{6}$'),
  id uuid not null,
  -- The finding's identity, made of its detector, the words that it quotes and the figures that it reckons: never of lines.
  finding text not null check (finding ~ '^[0-9a-f]{32}$'),
  kind text not null check (kind in ('settled', 'accepted', 'withdrawn')),
  -- Which reading applies, or why nothing is changed, or why the decision is taken back.
  text text not null check (length(text) between 1 and 1000),
  -- 文号: the document that decides.
  paper text not null default '' check (length(paper) <= 80),
  file_id uuid,
  -- The act that this one takes the place of; of another finding where the plan was changed since.
  replaces uuid,
  -- What stood there when it was decided, and in which plan.
  detector text not null check (length(detector) <= 20),
  severity text not null check (severity in ('error', 'warn', 'info')),
  title text not null,
  quotes jsonb not null,
  plan_sha256 text not null check (plan_sha256 ~ '^[0-9a-f]{64}$'),
  decided_by text not null,
  is_simulated boolean not null default false,
  decided_at timestamptz not null default now(),
  primary key (county, id),
  unique (county, replaces),
  foreign key (county, replaces) references programme.finding_decision (county, id),
  check (kind <> 'withdrawn' or replaces is not null)
);

alter table programme.finding_decision enable row level security;
create policy county on programme.finding_decision to xiangji_app using (county = (select current_setting('xj.county', true)));
grant select, insert on programme.finding_decision to xiangji_app;
