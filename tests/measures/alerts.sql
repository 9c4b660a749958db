-- Standing dates over many buildings: all kinds, some in hand, put off, given to somebody, done with.
alter table property disable trigger user;
alter table document disable trigger user;
alter table document_link disable trigger user;
insert into property (id, name, kind, address_line, city, region, postal_code, country, notes, management_company,
    photo_media_type, extra, created_at, version)
select gen_random_uuid(), 'Building ' || n, 'apartments', n || ' Alder Street', 'Riverton', 'OH', '43099', '', '', '',
    '', '{{}}', now(), 1
from generate_series(1, {buildings}) n;
insert into user_account (id, email, name, role, created_at, activated_at, version)
select gen_random_uuid(), 'measured' || n || '@example.com', 'Colleague ' || n, 'leasing', now(), now(), 1
from generate_series(0, 19) n;
create temporary table staged_place as select id, row_number() over (order by id) - 1 as place from property;
create temporary table staged_user as
  select id, row_number() over (order by id) - 1 as place from user_account where email like 'measured%';
create temporary table staged_document as select gen_random_uuid() as id, n from generate_series(1, {alerts} / 2) n;
insert into document (id, request_key, title, kind, tags, fields, filed_at, filed_by, source, restricted, reviewed_at,
    reviewed_by, auto_renews, reference, notes, legal_hold_by, legal_hold_reason, trashed_by, version)
select id, gen_random_uuid(), 'Certificate ' || n, 'certificate of insurance', '{{}}', '{{}}', now(), 'Renee', 'upload',
    n % 50 = 0, now(), 'Renee', false, '', '', '', '', '', 1
from staged_document;
insert into document_link (id, document_id, property_id, scope_property_id)
select gen_random_uuid(), d.id, p.id, p.id from staged_document d join staged_place p on p.place = d.n * 2 % {buildings};
alter table property enable trigger user;
alter table document enable trigger user;
alter table document_link enable trigger user;
create temporary table staged_alert as
select gen_random_uuid() as item_id, number.n, date '{today}' - 60 + (number.n * 7919) % 460 as falls_on, p.id as property_id,
    u.id as manager_id, d.id as document_id
from generate_series(1, {alerts}) as number(n)
join staged_place p on p.place = number.n % {buildings}
join staged_user u on u.place = number.n % 20
left join staged_document d on d.n * 2 = number.n;
insert into alert (id, item_kind, item_id, cycle, falls_on, begins_on, ladder, next_due_on, what, who, property_id,
    document_id, manager_id, assigned_to_id, raised_at, acknowledged_at, acknowledged_by, snoozed_until, snoozed_by,
    resolved_at, resolved_by, resolved_reason, closed_reason, version)
select gen_random_uuid(),
    case when document_id is not null then 'document expiration'
         else (array['lease end', 'renewal offer', 'task', 'deposit deadline', 'missing document'])[1 + n % 5] end,
    item_id, 1, falls_on, falls_on - 120, '{{120,90,60,30,7,0}}', falls_on - 30, 'Something expires',
    'Household ' || n || ', unit ' || n % 100, property_id, document_id, manager_id,
    case when n % 11 = 0 then manager_id end, now(), case when n % 13 = 0 then now() end,
    case when n % 13 = 0 then 'Dana' else '' end, case when n % 17 = 0 then date '{today}' + 9 end,
    case when n % 17 = 0 then 'Dana' else '' end, case when n % 29 = 0 then now() end, '',
    case when n % 29 = 0 then 'Renewed.' else '' end, '', 1
from staged_alert;
