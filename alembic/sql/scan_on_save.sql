-- Whatever is saved that a critical date depends on leaves a note, and whoever listens is told that there is one.
-- Notes are never unique: a second change of the same record must not wait for whoever is taking the first.
create function note_stale_date() returns trigger language plpgsql as $$
declare
  changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
  if changed ->> tg_argv[1] is not null then
    insert into stale_date (id, organization_id, source, source_id)
    values (gen_random_uuid(), (changed ->> 'organization_id')::uuid, tg_argv[0], (changed ->> tg_argv[1])::uuid);
    perform pg_notify('property_desk_stale', '');
  end if;
  return null;
end
$$;

create trigger note_stale_date after insert or update on tenancy
  for each row execute function note_stale_date('tenancy', 'id');
create trigger note_stale_date after insert or update or delete on lease
  for each row execute function note_stale_date('tenancy', 'tenancy_id');
create trigger note_stale_date after insert or update or delete on lease_party
  for each row execute function note_stale_date('tenancy', 'tenancy_id');
create trigger note_stale_date after insert or update or delete on rent_line
  for each row execute function note_stale_date('tenancy', 'tenancy_id');
create trigger note_stale_date after insert or update on lease_notice
  for each row execute function note_stale_date('tenancy', 'tenancy_id');
create trigger note_stale_date after insert or update on served_notice
  for each row execute function note_stale_date('tenancy', 'tenancy_id');
create trigger note_stale_date after insert or update on payment_plan
  for each row execute function note_stale_date('tenancy', 'tenancy_id');
create trigger note_stale_date after insert or update on tenancy_hold
  for each row execute function note_stale_date('tenancy', 'tenancy_id');
create trigger note_stale_date after insert or update on disposition
  for each row execute function note_stale_date('tenancy', 'tenancy_id');
create trigger note_stale_date after insert on receipt
  for each row execute function note_stale_date('tenancy', 'tenancy_id');
create trigger note_stale_date after insert or update or delete on document
  for each row execute function note_stale_date('document', 'id');
create trigger note_stale_date after insert or update or delete on document_link
  for each row execute function note_stale_date('document', 'document_id');
create trigger note_stale_date after insert or update on document_waiver
  for each row execute function note_stale_date('requirement', 'document_requirement_id');
create trigger note_stale_date after insert or update on document_requirement
  for each row execute function note_stale_date('requirement', 'id');
create trigger note_stale_date after insert or update on document_kind_setting
  for each row execute function note_stale_date('rule', 'id');
create trigger note_stale_date after insert or update or delete on reminder_rule
  for each row execute function note_stale_date('rule', 'id');
create trigger note_stale_date after insert or update on task
  for each row execute function note_stale_date('task', 'id');
create trigger note_stale_date after insert or update on recurring_date
  for each row execute function note_stale_date('recurring date', 'id');
create trigger note_stale_date after insert or update on property
  for each row execute function note_stale_date('property', 'id');
create trigger note_stale_date after insert or update on unit
  for each row execute function note_stale_date('property', 'property_id');

-- What waits for people is counted anew in every open tab: the payload is the user, or empty for everybody.
create function tell_the_bell() returns trigger language plpgsql as $$
begin
  if tg_level = 'ROW' then
    perform pg_notify('property_desk_bell', new.user_id::text);
  else
    perform pg_notify('property_desk_bell', '');
  end if;
  return null;
end
$$;

create trigger tell_the_bell after insert or update on notification
  for each row execute function tell_the_bell();
create trigger tell_the_bell after insert or update on alert
  for each statement execute function tell_the_bell();
create trigger tell_the_bell after insert or update on task
  for each statement execute function tell_the_bell();
