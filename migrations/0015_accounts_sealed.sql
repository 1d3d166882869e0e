-- Telephones of accounts and secrets of second factors are sealed under the installation's ring, as contacts are since 0013 (ADR 0018).
-- `not valid`: rows of before are sealed by the next start, which has the keys; every write is refused in another form from this moment.
alter table identity.profile drop constraint profile_phone_check;
alter table identity.profile add constraint phone_sealed check (phone = '' or phone ~ '^xj1\.[a-z0-9]{8}\.[\w-]{38,}$') not valid;
alter table identity.profile add column phone_index text;
create index profile_phone on identity.profile (county, phone_index);
-- Until now under a key derived from the installation's secret.
alter table identity.second_factor add constraint secret_sealed check (secret ~ '^xj1\.[a-z0-9]{8}\.[\w-]{38,}$') not valid;

-- What is known of a telephone that was unbound, or whose owner has left, goes when its time is up.
grant delete on identity.device to xiangji_app;
