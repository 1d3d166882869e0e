import { expect, test } from 'vitest'
import { type Statement, violations } from '../../tools/queries/single-county.ts'
import { knownTables } from '../../tools/queries.ts'

const TABLES = await knownTables()
const found = (statement: string | Statement) =>
  violations(typeof statement === 'string' ? { text: statement } : statement, TABLES)

test('the tables of tenants are those with a county that no list calls shared', () => {
  expect(TABLES.tenants.size).toBeGreaterThan(12)
  for (const name of ['platform.event', 'identity.profile', 'station.entry', 'statistics.rollup'])
    expect([name, TABLES.tenants.has(name)]).toEqual([name, true])
  expect(TABLES.tenants.has('division.division')).toBe(false)
})

const GOOD: Record<string, string> = {
  'one table by its county': 'select * from station.station where county = $1 and id = $2',
  'a cast changes nothing': "select * from station.station where county = '530000'::text",
  'joined on county to one that is held':
    'select * from station.station s join station.entry e on e.county = s.county and e.station = s.id where s.county = $1',
  'the side of an outer join that may be missing':
    'select * from station.station s left join station.daily_report r on r.county = s.county where s.county = $1',
  'each branch of a union': `select id from station.entry where county = $1 union all select id from station.station where county = $1`,
  'a CTE that holds by itself':
    'with e as (select * from station.entry where county = $1) select count(*) from e, station.station s where s.county = $1',
  'a sub-select that says the county again':
    'select (select max(at) from station.entry e where e.county = $1) from station.station s where s.county = $1',
  'reference tables need none': 'select d.name from division.division d join division.boundary b on b.code = d.code',
  'a reference table beside a tenant':
    'select d.name from station.station s join division.division d on d.code = s.place where s.county = $1',
  'an insert that names its county': 'insert into station.station (id, county) values ($1, $2), ($3, $2)',
  'an insert from rows that come along':
    'insert into station.entry (county, id) select $1, e.id from unnest($2::uuid[]) as e (id)',
  'an insert from a table that is held':
    'insert into station.entry (county, id) select s.county, s.id from station.station s where s.county = $1',
  'a change of one county': 'update station.station set name = $3 where county = $1 and id = $2 returning id',
  'a deletion of one county': 'delete from statistics.rollup where county = $1',
  'a change by another table of the county':
    'update station.station s set name = e.goods from station.entry e where s.county = $1 and e.county = s.county',
  'what is copied out of one county': "copy (select id from platform.event where county = '000001') to stdout",
  'comments, and what is no query of rows': "/* kept */ select 1 -- nothing\n; set local xj.county = '000001'",
}

test.each(Object.entries(GOOD))('proved: %s', (_, text) => {
  expect(found(text)).toEqual([])
})

const BAD: Record<string, [text: string, why: RegExp]> = {
  'no county': ['select * from station.station where id = $1', /not held/],
  'an OR that widens': ['select * from station.station where county = $1 or id = $2', /not held/],
  'a NOT': ['select * from station.station where not county = $1', /not held/],
  'any of several counties': ['select * from station.station where county = any($1)', /not held/],
  'a list of counties': ["select * from station.station where county in ('000001', '000002')", /not held/],
  'a pattern of counties': ["select * from station.station where county like '53%'", /not held/],
  'greater or equal': ['select * from station.station where county >= $1', /not held/],
  'the setting instead of a value': [
    "select * from station.station where county = current_setting('xj.county')",
    /not held/,
  ],
  'a join without the county': [
    'select * from station.station s join station.entry e on e.station = s.id where s.county = $1',
    /station\.entry as e/,
  ],
  'a comma without the county': ['select * from station.station s, station.entry e where s.county = $1', /entry as e/],
  'the kept side of an outer join': [
    'select * from station.station s left join station.entry e on e.county = s.county and s.county = $1 where e.county = $1',
    /station as s/,
  ],
  'a full join': [
    'select * from station.station s full join station.entry e on e.county = s.county and s.county = $1',
    /not held/,
  ],
  'a sub-select in FROM': ['select * from (select * from station.entry) e where e.county = $1', /not held/],
  'a sub-select in WHERE': [
    'select * from station.station where county = $1 and id in (select station from station.entry)',
    /station\.entry/,
  ],
  'a sub-select that only follows its outer row': [
    'select (select max(at) from station.entry e where e.county = s.county) from station.station s where s.county = $1',
    /entry as e/,
  ],
  'NOT EXISTS': ['select 1 where not exists (select from platform.event x where x.id = $1)', /platform\.event as x/],
  'a CTE': ['with e as (select * from station.entry) select * from e where county = $1', /not held/],
  'a CTE that changes': [
    'with gone as (delete from station.entry where id = $1 returning *) select * from gone where county = $2',
    /not held/,
  ],
  'one branch of a union': [
    'select id from station.entry where county = $1 union select id from station.station',
    /station\.station/,
  ],
  'two counties joined': [
    'select * from station.station a, station.station b where a.county = $1 and b.county = $2',
    /more than one county/,
  ],
  'two counties in one union': [
    'select id from station.entry where county = $1 union select id from station.entry where county = $2',
    /more than one county/,
  ],
  'two counties in one insert': ['insert into station.station (county, id) values ($1, $2), ($3, $4)', /more than one/],
  'an insert without a county': ['insert into station.station (id) values ($1)', /does not name its county/],
  'an insert without columns': ['insert into station.station values ($1, $2)', /does not name its county/],
  'an insert whose county comes in the rows': [
    'insert into station.entry (county, id) select e.county, e.id from unnest($1::text[], $2::uuid[]) as e (county, id)',
    /is not known/,
  ],
  'an insert behind a star': [
    'insert into station.entry (id, county) select *, $1 from unnest($2::uuid[])',
    /not known/,
  ],
  'an insert from everybody': [
    'insert into station.entry (county, id) select s.county, s.id from station.station s',
    /not held/,
  ],
  'a change without': ['update station.station set name = $1 where id = $2', /not held/],
  'a change of the county': ['update station.station set county = $2 where county = $1', /another county/],
  'a conflict that changes the county': [
    'insert into station.station (county, id) values ($1, $2) on conflict (county, id) do update set county = excluded.county',
    /another county/,
  ],
  'a change by another table': [
    'update station.station s set name = e.goods from station.entry e where s.county = $1',
    /entry as e/,
  ],
  'a deletion without': ['delete from statistics.rollup', /not held/],
  'a deletion using': ['delete from station.entry e using station.station s where s.county = $1', /entry as e/],
  'a partition by name': ['select * from platform.event_202601 where county = $1', /event_202601 is not known/],
  'a table that nobody knows': ['select * from public.temporary_list', /is not known/],
  'a table found by the search path alone': ['select * from profile where county = $1', /public\.profile is not known/],
  'a function that looks everywhere': ['select * from identity.find_everybody($1)', /is not listed/],
  COPY: ['copy station.entry to stdout', /CopyStmt/],
  'COPY of a query that is not held': ['copy (select id from station.entry) to stdout', /not held/],
  TRUNCATE: ['truncate station.entry', /TruncateStmt/],
  MERGE: [
    'merge into station.station s using station.entry e on e.county = s.county when matched then do nothing',
    /MergeStmt/,
  ],
  DDL: ['create table station.more (county text)', /CreateStmt/],
  'what follows a harmless one': ['select 1; select * from station.entry', /not held/],
  'no SQL': ['selec 1', /cannot be parsed/],
}

test.each(Object.entries(BAD))('refused: %s', (_, [text, why]) => {
  expect(found(text).join('\n')).toMatch(why)
})

test("one county may stand under several numbers only where all were the transaction's own every time", () => {
  const text =
    'select * from station.station a join station.entry b on b.station = a.id where a.county = $1 and b.county = $3'
  expect(found({ text, county: [1, 3] })).toEqual([])
  expect(found({ text, county: [1] }).join()).toMatch(/more than one county/)
  expect(found({ text, county: null }).join()).toMatch(/more than one county/)
})

test('a table without its schema is found by the search path of its connection', () => {
  expect(found({ text: 'select * from "user" where id = $1', searchPath: 'identity' })).toEqual([])
  expect(found({ text: 'select * from profile where id = $1', searchPath: 'identity' }).join()).toMatch(/not held/)
})
