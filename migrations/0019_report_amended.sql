-- A daily report that was confirmed before its day's ledgers were full is amended to what they hold, with a reason; the journal keeps what it was.
alter table station.daily_report
  add column amended_at timestamptz,
  add column amended_by text,
  add column amend_reason text check (length(amend_reason) <= 200),
  add check ((amended_at is null) = (amended_by is null) and (amended_at is null) = (amend_reason is null));
