-- What the database itself refuses, whoever asks and whatever the code does.

-- Posted rows and the audit trail are only ever added to.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is only added to: post a reversal instead of changing or deleting', tg_table_name
    using errcode = 'restrict_violation';
end $$;

-- An entry has the lines it announced, and they balance as a whole and within each property.
create function check_entry(entry uuid) returns void language plpgsql as $$
declare
  announced int;
  present int;
begin
  select line_count into announced from journal_entry where id = entry;
  select count(*) into present from journal_line where entry_id = entry;
  if present <> announced or present < 2 then
    raise exception 'journal entry % announced % lines and has %', entry, announced, present
      using errcode = 'check_violation';
  end if;
  if exists (select 1 from journal_line where entry_id = entry group by property_id
             having sum(debit_cents) <> sum(credit_cents)) then
    raise exception 'journal entry % does not balance within each property', entry using errcode = 'check_violation';
  end if;
end $$;

create function entry_is_whole() returns trigger language plpgsql as $$
begin
  perform check_entry(new.id);
  if new.reverses_entry_id is not null then
    perform check_mirror(new.id, new.reverses_entry_id);
  end if;
  return null;
end $$;

create function line_fits_entry() returns trigger language plpgsql as $$
begin
  perform check_entry(new.entry_id);
  return null;
end $$;

-- A reversal mirrors its original, is not dated before it, and is not itself reversed.
create function check_mirror(reversal uuid, original uuid) returns void language plpgsql as $$
begin
  if exists (select 1 from journal_entry where id = original and reverses_entry_id is not null) then
    raise exception 'a reversal cannot be reversed: enter it again' using errcode = 'check_violation';
  end if;
  if (select r.posted_on < o.posted_on from journal_entry r, journal_entry o where r.id = reversal and o.id = original) then
    raise exception 'a reversal cannot be dated before its original' using errcode = 'check_violation';
  end if;
  if exists (
    (select account_id, property_id, unit_id, tenancy_id, person_id, debit_cents, credit_cents from journal_line where entry_id = original
     except all
     select account_id, property_id, unit_id, tenancy_id, person_id, credit_cents, debit_cents from journal_line where entry_id = reversal)
    union all
    (select account_id, property_id, unit_id, tenancy_id, person_id, credit_cents, debit_cents from journal_line where entry_id = reversal
     except all
     select account_id, property_id, unit_id, tenancy_id, person_id, debit_cents, credit_cents from journal_line where entry_id = original)
  ) then
    raise exception 'a reversal must mirror its original line by line' using errcode = 'check_violation';
  end if;
end $$;

-- Nothing is posted into a closed period. The newest lock counts; unlocking is a newer row.
create function within_open_period() returns trigger language plpgsql as $$
declare
  locked date;
begin
  select locked_through into locked from period_lock order by locked_at desc, id desc limit 1;
  if locked is not null and new.posted_on <= locked then
    raise exception 'the books are closed through %', locked using errcode = 'check_violation';
  end if;
  if new.entry_year <> extract(year from new.posted_on) then
    raise exception 'the entry number must be of the year of its posting day' using errcode = 'check_violation';
  end if;
  return new;
end $$;

-- What settles what never exceeds the receipt or the charge, nor falls below nothing.
create function allocation_fits() returns trigger language plpgsql as $$
declare
  settled bigint;
  limit_cents bigint;
begin
  select coalesce(sum(a.amount_cents), 0), r.amount_cents into settled, limit_cents
    from receipt r left join allocation a on a.receipt_id = r.id where r.id = new.receipt_id group by r.id;
  if settled < 0 or settled > limit_cents then
    raise exception 'a receipt cannot settle more than its amount' using errcode = 'check_violation';
  end if;
  select coalesce(sum(a.amount_cents), 0), c.amount_cents into settled, limit_cents
    from charge c left join allocation a on a.charge_id = c.id where c.id = new.charge_id group by c.id;
  if settled < 0 or settled > limit_cents then
    raise exception 'a charge cannot be settled beyond its amount' using errcode = 'check_violation';
  end if;
  if (select r.tenancy_id <> c.tenancy_id from receipt r, charge c where r.id = new.receipt_id and c.id = new.charge_id) then
    raise exception 'a receipt settles charges of its own tenancy only' using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- A reversed charge or receipt has nothing settled any more.
create function reversal_unwinds() returns trigger language plpgsql as $$
begin
  if (select coalesce(sum(amount_cents), 0) from allocation
      where receipt_id = new.receipt_id or charge_id = new.charge_id) <> 0 then
    raise exception 'what a reversed receipt or charge had settled must be taken back first' using errcode = 'check_violation';
  end if;
  return null;
end $$;

create constraint trigger entry_is_whole after insert on journal_entry
  deferrable initially deferred for each row execute function entry_is_whole();
create constraint trigger line_fits_entry after insert on journal_line
  deferrable initially deferred for each row execute function line_fits_entry();
create trigger within_open_period before insert on journal_entry
  for each row execute function within_open_period();
create constraint trigger allocation_fits after insert on allocation
  deferrable initially deferred for each row execute function allocation_fits();
create constraint trigger reversal_unwinds after insert on reversal
  deferrable initially deferred for each row execute function reversal_unwinds();
