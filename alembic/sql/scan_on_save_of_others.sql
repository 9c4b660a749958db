-- More of what critical dates depend on: names, roles, what a document belonged to, and deposit money in the books.
create trigger note_stale_date after update of name, archived_at on person
  for each row execute function note_stale_date('person', 'id');
create trigger note_stale_date after insert or delete on person_role_held
  for each row execute function note_stale_date('person', 'person_id');
create trigger note_stale_date after insert on reversal
  for each row execute function note_stale_date('tenancy', 'tenancy_id');

-- A link that is gone says only here what the document belonged to.
create trigger note_stale_property after delete on document_link
  for each row execute function note_stale_date('property', 'property_id');
create trigger note_stale_unit after delete on document_link
  for each row execute function note_stale_date('unit', 'unit_id');
create trigger note_stale_tenancy after delete on document_link
  for each row execute function note_stale_date('tenancy', 'tenancy_id');
create trigger note_stale_person after delete on document_link
  for each row execute function note_stale_date('person', 'person_id');

-- Where the money of deposits lies is said by the lines on their accounts alone.
create function note_stale_deposits() returns trigger language plpgsql as $$
begin
  insert into stale_date (id, organization_id, source, source_id)
  select gen_random_uuid(), moved.organization_id, 'tenancy', moved.tenancy_id
  from (
    select distinct added.organization_id, added.tenancy_id
    from added join account on account.id = added.account_id
    where added.tenancy_id is not null and account.number in (1010, 2100, 2110, 2120, 2130)
  ) moved;
  if found then
    perform pg_notify('property_desk_stale', '');
  end if;
  return null;
end
$$;

create trigger note_stale_deposits after insert on journal_line
  referencing new table as added for each statement execute function note_stale_deposits();
