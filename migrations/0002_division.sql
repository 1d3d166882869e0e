-- Reference tables, the same for all counties: what the statistics bureau names, and which counties live here.
create schema division;
grant usage on schema division to xiangji_app;

create table division.division (
  code text primary key check (code ~ '^\d{6}(\d{3}){0,2}$'),
  county text not null check (left(code, 6) = county),
  name text not null,
  level text not null check (level in ('county', 'town', 'village')),
  parent text references division.division (code),
  -- 行政村 counts in coverage, 社区 does not.
  is_administrative_village boolean not null default false,
  lng double precision check (lng between 73 and 136),
  lat double precision check (lat between 3 and 54),
  coord_source text,
  valid_from date not null default '2023-06-30',
  valid_to date check (valid_to > valid_from),
  check ((lng is null) = (lat is null)),
  check (length(code) = case level when 'county' then 6 when 'town' then 9 else 12 end)
);
create index division_county on division.division (county, code);

create table division.boundary (
  code text primary key,
  geojson jsonb not null,
  attribution text not null
);
grant select, insert, update on division.division, division.boundary to xiangji_app;
