insert into property (id, name, kind, address_line, city, region, postal_code, country, notes, management_company,
    photo_media_type, extra, created_at, version)
select gen_random_uuid(), 'Alder Court ' || n, 'apartments', n || ' Kimball Street', 'Springfield', '', '', '', '', '',
    '', '{{}}', now() - interval '1 year', 1
from generate_series(1, {tenancies} / 20) n;
insert into unit (id, property_id, name, off_market_note, notes, created_at, version)
select gen_random_uuid(), p.id, n || 'A', '', '', now() - interval '1 year', 1 from property p, generate_series(1, 20) n;
insert into tenancy (id, request_key, unit_id, property_id, name, starts_on, rolls_month_to_month,
    month_to_month_premium_bps, holdover_premium_bps, notes, created_at, version)
select gen_random_uuid(), gen_random_uuid(), id, property_id, 'Household of ' || name, {today}::date - 200, false, 0, 0,
    '', now(), 1
from unit;
insert into lease (id, tenancy_id, kind, starts_on, ends_on, created_at)
select gen_random_uuid(), id, 'original', starts_on, {today}::date + (random() * 300)::int, now() from tenancy;
insert into rent_line (id, tenancy_id, kind, amount_cents, frequency, due_day, starts_on, prorated, proration, description)
select gen_random_uuid(), id, 'rent', 120000, 'monthly', 1, starts_on, true, 'actual days in month', '' from tenancy;
insert into document (id, request_key, title, kind, tags, valid_through, cancel_by_on, filed_at, filed_by, source,
    restricted, reviewed_at, reviewed_by, auto_renews, reference, notes, fields, legal_hold_by, legal_hold_reason,
    trashed_by, version)
select gen_random_uuid(), gen_random_uuid(), 'Paper ' || n,
    (array['certificate of insurance', 'rental license', 'renter''s insurance', 'permit', 'periodic inspection',
        'warranty or service contract'])[1 + n % 6],
    '{{}}', {today}::date - 60 + (random() * 400)::int, case when n % 20 = 0 then {today}::date + n % 200 end,
    now(), 'Renee', 'upload', n % 40 = 0, now(), 'Renee', false, '', '', '{{}}', '', '', '', 1
from generate_series(1, {documents}) n;
insert into document_link (id, document_id, unit_id, tenancy_id, scope_property_id)
select gen_random_uuid(), d.id, case when d.place % 2 = 0 then t.unit_id end, case when d.place % 2 = 1 then t.id end,
    t.property_id
from (select id, row_number() over () as place from document) d
join (select *, row_number() over () as place from tenancy) t on t.place = 1 + d.place % {tenancies};
insert into task (id, request_key, title, notes, priority, due_on, about_name, property_id, created_at, created_by,
    completed_by, repeats, repeats_from_done, version)
select gen_random_uuid(), gen_random_uuid(), 'Task ' || n, '', 'normal', {today}::date + n % 90, '', p.id, now(), 'Renee',
    '', '', false, 1
from property p, generate_series(1, 4) n;
insert into document_requirement (id, kind, level, condition, condition_value, within_days, note, added_at, added_by,
    version)
values (gen_random_uuid(), 'rental license', 'unit', 'always', '', 30, '', now() - interval '1 year', 'Renee', 1),
    (gen_random_uuid(), 'renter''s insurance', 'lease', 'always', '', 0, '', now() - interval '1 year', 'Renee', 1);
