-- A wish to compute may be kept for later under a key: whoever computes keeps pushing it off, so that it falls due once they are dead.
drop function platform.ask_computation();
create function platform.ask_computation(of uuid default null, in_s int default 0) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if to_regnamespace('graphile_worker') is null then return; end if;
  perform graphile_worker.add_job('compute', run_at => now() + make_interval(secs => in_s), max_attempts => 1, job_key => 'compute ' || of);
end $$;
revoke all on function platform.ask_computation from public;
grant execute on function platform.ask_computation to xiangji_app;
