-- 配送线路: a day's routes that somebody keeps. What has been kept is never changed: another plan takes its place.
create schema logistics;
grant usage on schema logistics to xiangji_app;

create table logistics.route_plan (
  county text not null check (county ~ '^\d{6}$'),
  id uuid not null,
  name text not null check (length(name) between 1 and 60),
  state text not null default 'draft' check (state in ('draft', 'adopted', 'retired')),
  -- What was wished, the places as they were known then, the routes, and why stops are left out: enough to drive the plan again.
  wishes jsonb not null,
  day jsonb not null,
  routes jsonb not null,
  reasons jsonb not null,
  cost_fen bigint not null check (cost_fen >= 0),
  distance_m bigint not null check (distance_m >= 0),
  vehicles int not null,
  trips int not null,
  stops int not null,
  left_out int not null,
  saved_by text not null,
  saved_at timestamptz not null,
  adopted_by text,
  adopted_at timestamptz,
  primary key (county, id),
  check ((adopted_at is null) = (state = 'draft') and (adopted_by is null) = (adopted_at is null))
);
create unique index route_plan_name on logistics.route_plan (county, name);
create index route_plan_newest on logistics.route_plan (county, saved_at desc);
-- One plan is in force.
create unique index route_plan_adopted on logistics.route_plan (county) where state = 'adopted';

-- Each stop of a kept plan: when who comes with how much, or why nobody does. A town sees its own.
create table logistics.planned_stop (
  county text not null,
  plan uuid not null,
  -- A station's id or a division's code.
  stop text not null check (length(stop) <= 36),
  place text not null check (starts_with(place, county)),
  name text not null,
  town_name text not null,
  vehicle text,
  number int check (number > 0),
  trip int check (trip > 0),
  position int check (position > 0),
  -- Seconds after midnight in Shanghai.
  arrives_s int,
  pieces int not null check (pieces >= 0),
  weight_g int not null check (weight_g >= 0),
  reason text check (length(reason) <= 20),
  primary key (county, plan, stop),
  foreign key (county, plan) references logistics.route_plan on delete cascade,
  check ((vehicle is null) = (reason is not null) and num_nulls(vehicle, number, trip, position, arrives_s) in (0, 5))
);
create index planned_stop_place on logistics.planned_stop (county, plan, place);

alter table logistics.route_plan enable row level security;
create policy county on logistics.route_plan to xiangji_app using (county = (select current_setting('xj.county', true)));
grant select, insert, delete on logistics.route_plan to xiangji_app;
grant update (state, adopted_by, adopted_at) on logistics.route_plan to xiangji_app;
alter table logistics.planned_stop enable row level security;
create policy reach on logistics.planned_stop to xiangji_app using (
  county = (select current_setting('xj.county', true)) and starts_with(place, (select current_setting('xj.place', true))));
grant select, insert on logistics.planned_stop to xiangji_app;
