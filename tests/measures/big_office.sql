-- An office of :tenancies households with :months months of rent charged and mostly paid, written straight into the
-- tables (as the owner, with the triggers off while it is written; `pm check` looks at all of it afterwards).
create temp table home as
select n, gen_random_uuid() as tenancy_id, gen_random_uuid() as unit_id, gen_random_uuid() as line_id,
  gen_random_uuid() as person_id, (n / 50) as block, 90000 + (n % 40) * 2500 as rent_cents
from generate_series(0, {tenancies} - 1) n;
create temp table block as
select b, gen_random_uuid() as property_id from generate_series(0, ({tenancies} - 1) / 50) b;

insert into property (id, name, kind, address_line, city, region, postal_code, country, notes, management_company,
  photo_media_type, extra, created_at, version)
select property_id, 'Block ' || b, 'apartments', (100 + b) || ' Long Street', 'Springfield', 'IL', '62701', 'US', '', '',
  '', '{{}}', {began}::timestamptz, 1 from block;
insert into unit (id, property_id, name, market_rent_cents, off_market_note, notes, created_at, version)
select unit_id, property_id, 'Unit ' || n, rent_cents + 5000, '', '', {began}::timestamptz, 1
from home join block on b = block;
insert into person (id, kind, name, sort_name, notes, created_at, version)
select person_id, 'person', 'Household ' || n, 'Household ' || n, '', {began}::timestamptz, 1 from home;
insert into tenancy (id, request_key, unit_id, property_id, name, starts_on, rolls_month_to_month,
  month_to_month_premium_bps, holdover_premium_bps, notes, created_at, version)
select tenancy_id, gen_random_uuid(), unit_id, property_id, 'Household ' || n, {began}::date, true, 0, 0, '',
  {began}::timestamptz, 1 from home join block on b = block;
insert into lease (id, tenancy_id, kind, starts_on, ends_on, created_at)
select gen_random_uuid(), tenancy_id, 'original', {began}::date, {began}::date + 1460, {began}::timestamptz from home;
insert into lease_party (id, tenancy_id, person_id, role, starts_on, position)
select gen_random_uuid(), tenancy_id, person_id, 'tenant', {began}::date, 0 from home;
insert into rent_line (id, tenancy_id, kind, amount_cents, frequency, due_day, starts_on, prorated, proration, description)
select line_id, tenancy_id, 'rent', rent_cents, 'monthly', 1, {began}::date, true, 'actual days in month', '' from home;

-- What was charged: a deposit and the rent of every month; one household is charged and pays something every day.
create temp table billed as
select gen_random_uuid() as charge_id, gen_random_uuid() as entry_id, tenancy_id, unit_id, property_id, n,
  'security deposit' as kind, rent_cents as cents, {began}::date as day, null::uuid as line_id, -1 as month
from home join block on b = block
union all
select gen_random_uuid(), gen_random_uuid(), tenancy_id, unit_id, property_id, n, 'rent', rent_cents,
  ({began}::date + make_interval(months => m))::date, line_id, m
from home join block on b = block cross join generate_series(0, {months} - 1) m
union all
select gen_random_uuid(), gen_random_uuid(), tenancy_id, unit_id, property_id, n, 'laundry', 300, {began}::date + d, null, -2
from home join block on b = block cross join generate_series(0, 979) d where n = 0;

-- What was paid: all but the last two months of every twentieth household, a few days after it was due.
create temp table paid as
select gen_random_uuid() as receipt_id, gen_random_uuid() as entry_id, charge_id, tenancy_id, unit_id, property_id, n,
  kind, cents, day + (case when kind = 'rent' then n % 9 else 0 end) as day
from billed where not (n % 20 = 7 and month >= {months} - 2);

create temp table posted as
select entry_id, day, 'charge' as entry_kind, charge_id as source_id, tenancy_id, unit_id, property_id, cents,
  1100 as debit, case kind when 'rent' then 4000 when 'laundry' then 4060 else 2105 end as credit, false as held from billed
union all
select entry_id, day, 'receipt', receipt_id, tenancy_id, unit_id, property_id, cents, 1050, 1100,
  kind = 'security deposit' from paid;

insert into journal_entry (id, entry_year, entry_number, posted_on, recorded_at, recorded_by, kind, memo, source_kind,
  source_id, entry_key, line_count)
select entry_id, extract(year from day), row_number() over (partition by extract(year from day) order by day, entry_id), day,
  day + time '12:00' at time zone 'utc', 'Console', entry_kind, '', entry_kind, source_id, entry_kind || ':' || source_id,
  case when held then 4 else 2 end
from posted;
insert into entry_counter (id, entry_year, last_number)
select gen_random_uuid(), entry_year, max(entry_number) from journal_entry group by entry_year
on conflict (organization_id, entry_year) do update set last_number = excluded.last_number;
insert into journal_line (id, entry_id, position, account_id, property_id, unit_id, tenancy_id, debit_cents, credit_cents)
select gen_random_uuid(), entry_id, position, account.id, property_id, unit_id, tenancy_id, debit_cents, credit_cents
from (
  select entry_id, property_id, unit_id, tenancy_id, 1 as position, debit as number, cents as debit_cents, 0 as credit_cents from posted
  union all select entry_id, property_id, unit_id, tenancy_id, 2, credit, 0, cents from posted
  union all select entry_id, property_id, unit_id, tenancy_id, 3, 2105, cents, 0 from posted where held
  union all select entry_id, property_id, unit_id, tenancy_id, 4, 2100, 0, cents from posted where held
) line join account using (number);
insert into charge (id, request_key, tenancy_id, property_id, kind, amount_cents, posted_on, due_on, description,
  rent_line_id, period_starts_on, opening, entry_id, recorded_at, recorded_by)
select charge_id, gen_random_uuid(), tenancy_id, property_id, kind, cents, day, day, '', line_id,
  case when line_id is not null then day end, false, entry_id, day + time '12:00' at time zone 'utc', 'Console' from billed;
insert into receipt (id, request_key, tenancy_id, property_id, method, amount_cents, received_on, reference, memo,
  hold_override, entry_id, recorded_at, recorded_by)
select receipt_id, gen_random_uuid(), tenancy_id, property_id, 'check', cents, day, (1000 + n)::text, '', '', entry_id,
  day + time '12:00' at time zone 'utc', 'Console' from paid;
insert into allocation (id, receipt_id, charge_id, amount_cents, allocated_on, entry_id, recorded_at, recorded_by)
select gen_random_uuid(), receipt_id, charge_id, cents, day, entry_id, day + time '12:00' at time zone 'utc', 'Console' from paid;
