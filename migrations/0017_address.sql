-- 习用地名: names that people of a county write for a place and that no table of divisions has. The words of the place only, never an
-- address: whose it was cannot be told from the row.
create table division.alias (
  county text not null check (county ~ '^\d{6}$'),
  name text not null check (name ~ '^[\u3400-\u9fffA-Za-z0-9]{2,20}$' and name !~ '\d{5}'),
  code text not null check (code ~ '^\d{9}(\d{3})?$' and left(code, 6) = county),
  learnt_at timestamptz not null,
  learnt_by text not null,
  primary key (county, name)
);
alter table division.alias enable row level security;
create policy county on division.alias to xiangji_app using (county = (select current_setting('xj.county', true)));
grant select, insert, update, delete on division.alias to xiangji_app;
