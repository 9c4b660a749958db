-- Receipts and credits settle charges; what the database refuses of them, and of what goes to the bank.

-- What settles what never exceeds the receipt, the credit or the charge, nor falls below nothing.
create or replace function allocation_fits() returns trigger language plpgsql as $$
declare
  settled bigint;
  limit_cents bigint;
  owner uuid;
  forgiven uuid;
begin
  if new.receipt_id is not null then
    select amount_cents, tenancy_id into limit_cents, owner from receipt where id = new.receipt_id;
  else
    select amount_cents, tenancy_id, charge_id into limit_cents, owner, forgiven from credit where id = new.credit_id;
  end if;
  select coalesce(sum(amount_cents), 0) into settled from allocation where source_id = new.source_id;
  if settled < 0 or settled > limit_cents then
    raise exception 'a receipt or credit cannot settle more than its amount' using errcode = 'check_violation';
  end if;
  if forgiven is not null and forgiven <> new.charge_id then
    raise exception 'a waiver or write-off settles the charge it names only' using errcode = 'check_violation';
  end if;
  select coalesce(sum(a.amount_cents), 0), c.amount_cents into settled, limit_cents
    from charge c left join allocation a on a.charge_id = c.id where c.id = new.charge_id group by c.id;
  if settled < 0 or settled > limit_cents then
    raise exception 'a charge cannot be settled beyond its amount' using errcode = 'check_violation';
  end if;
  if owner is distinct from (select tenancy_id from charge where id = new.charge_id) then
    raise exception 'money settles charges of its own tenancy only' using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- A reversed charge, receipt or credit has nothing settled any more; a receipt that lies in a bank deposit can only be
-- returned by the bank, and one that does not can only be voided.
create or replace function reversal_unwinds() returns trigger language plpgsql as $$
begin
  if (select coalesce(sum(amount_cents), 0) from allocation
      where source_id = coalesce(new.receipt_id, new.credit_id) or charge_id = new.charge_id) <> 0 then
    raise exception 'what a reversed receipt, credit or charge had settled must be taken back first'
      using errcode = 'check_violation';
  end if;
  if new.receipt_id is not null and (new.kind = 'returned') <> deposited(new.receipt_id) then
    raise exception 'a deposited receipt is returned by the bank, one that is not is voided'
      using errcode = 'check_violation';
  end if;
  return null;
end $$;

create function deposited(receipt uuid) returns boolean language sql stable as $$
  select exists (
    select 1 from bank_deposit_line l where l.receipt_id = receipt
      and not exists (select 1 from bank_deposit_reversal r where r.bank_deposit_id = l.bank_deposit_id)
  )
$$;

-- A receipt lies in one deposit at a time, whole, and not after it was taken back; a deposit is the sum of its lines.
create function deposit_line_fits() returns trigger language plpgsql as $$
begin
  if (select count(*) from bank_deposit_line l where l.receipt_id = new.receipt_id
      and not exists (select 1 from bank_deposit_reversal r where r.bank_deposit_id = l.bank_deposit_id)) > 1 then
    raise exception 'a receipt lies in one bank deposit at a time' using errcode = 'check_violation';
  end if;
  if new.amount_cents <> (select amount_cents from receipt where id = new.receipt_id) then
    raise exception 'a receipt is deposited whole' using errcode = 'check_violation';
  end if;
  if exists (select 1 from reversal where receipt_id = new.receipt_id and kind = 'void') then
    raise exception 'a voided receipt cannot be deposited' using errcode = 'check_violation';
  end if;
  if (select sum(l.amount_cents) <> d.total_cents from bank_deposit d join bank_deposit_line l on l.bank_deposit_id = d.id
      where d.id = new.bank_deposit_id group by d.id) then
    raise exception 'a bank deposit is the sum of its receipts' using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- No household has less than nothing held for it.
create function line_fits_entry_and_deposits() returns trigger language plpgsql as $$
begin
  perform check_entry(new.entry_id);
  if new.debit_cents > 0 and new.tenancy_id is not null
     and (select number from account where id = new.account_id) in (2100, 2110, 2120, 2130)
     and (select sum(credit_cents - debit_cents) from journal_line
          where tenancy_id = new.tenancy_id and account_id = new.account_id) < 0 then
    raise exception 'a deposit cannot be held below nothing' using errcode = 'check_violation';
  end if;
  return null;
end $$;

drop trigger line_fits_entry on journal_line;
drop function line_fits_entry();
create constraint trigger line_fits_entry after insert on journal_line
  deferrable initially deferred for each row execute function line_fits_entry_and_deposits();
create constraint trigger deposit_line_fits after insert on bank_deposit_line
  deferrable initially deferred for each row execute function deposit_line_fits();
