-- Stations: the register, the three ledgers, the daily reports.
create schema station;
grant usage on schema station to xiangji_app;

create table station.station (
  county text not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 60),
  level text not null check (level in ('town', 'village')),
  -- The division that it serves: a town for a town station, a village for a village station.
  place text not null check (left(place, 6) = county),
  state text not null check (state in ('planned', 'open', 'closed')),
  address text not null default '',
  -- What it was before: 优先整合现有网点.
  reused_outlet text not null default '',
  keeper_account text,
  keeper_name text not null default '',
  keeper_phone text not null default '' check (keeper_phone ~ '^[0-9+ -]{0,20}$'),
  lng double precision check (lng between 73 and 136),
  lat double precision check (lat between 3 and 54),
  opened_on date,
  closed_on date,
  origin text not null default 'live' check (origin in ('live', 'import', 'simulated')),
  version int not null default 1,
  primary key (county, id),
  unique (county, name),
  check ((lng is null) = (lat is null)),
  check (length(place) = case level when 'town' then 9 else 12 end),
  check (state = 'planned' or opened_on is not null)
);
create index station_place on station.station (county, place);

-- A ledger line. Never updated: a mistake is voided, and the void is an event of its own.
create table station.entry (
  county text not null,
  id uuid not null,
  station uuid not null,
  place text not null,
  ledger text not null check (ledger in ('produceSale', 'parcel', 'convenience')),
  service text not null check (service in ('produceSale', 'collected', 'sent', 'agencyPurchase', 'agencySale', 'billPayment', 'topUp')),
  entered_on date not null,
  at timestamptz not null,
  -- Parcels, or pieces and jin of goods, or one service.
  quantity int not null check (quantity between 1 and 100000),
  amount_fen bigint not null default 0 check (amount_fen between 0 and 100000000000),
  goods text not null default '' check (length(goods) <= 60),
  unit text not null default '' check (length(unit) <= 10),
  waybill text check (waybill ~ '^[A-Za-z0-9-]{5,32}$'),
  note text not null default '' check (length(note) <= 200),
  via text not null check (via in ('phone', 'import', 'onBehalf')),
  entered_by text not null,
  origin text not null check (origin in ('live', 'import', 'simulated')),
  recorded_at timestamptz not null default now(),
  voided_at timestamptz,
  voided_by text,
  void_reason text,
  primary key (county, id),
  check ((ledger = 'parcel') = (service in ('collected', 'sent'))),
  check ((ledger = 'produceSale') = (service = 'produceSale'))
);
create index entry_day on station.entry (county, station, entered_on desc, id desc);
-- A parcel counts in one ledger only, and once each way.
create unique index entry_waybill on station.entry (county, waybill, service) where waybill is not null and voided_at is null;

create table station.daily_report (
  county text not null,
  station uuid not null,
  report_on date not null,
  place text not null,
  id uuid not null,
  confirmed_at timestamptz not null,
  confirmed_by text not null,
  is_on_behalf boolean not null default false,
  is_late boolean not null,
  sale_count int not null,
  sale_fen bigint not null,
  parcels_collected int not null,
  parcels_sent int not null,
  convenience_count int not null,
  convenience_fen bigint not null,
  note text not null default '',
  origin text not null check (origin in ('live', 'import', 'simulated')),
  primary key (county, station, report_on)
);
create index daily_report_day on station.daily_report (county, report_on);

do $$ declare t text; begin
  foreach t in array array['station', 'entry', 'daily_report'] loop
    execute format('alter table station.%I enable row level security', t);
    execute format($p$create policy reach on station.%I to xiangji_app using (
      county = (select current_setting('xj.county', true)) and starts_with(place, (select current_setting('xj.place', true)))
      and ((select current_setting('xj.station', true)) = '' or %I = (select nullif(current_setting('xj.station', true), '')::uuid)))$p$,
      t, case t when 'station' then 'id' else 'station' end);
    execute format('grant select, insert, update on station.%I to xiangji_app', t);
  end loop;
end $$;
