-- part: before
create unlogged table staged_document (
    id uuid, title text, kind text, tags text[], valid_through date, filed_at timestamptz, sha256 text, words text,
    named text, exact jsonb, number int, place int, luck float, pages int
);
create unlogged table staged_page (id uuid, document_id uuid, number int, body text, words text);
create aggregate joined(tsvector) (sfunc = tsvector_concat, stype = tsvector, initcond = '');
set work_mem = '64MB';
drop index ix_document_words_facts, ix_document_words_all, ix_document_words_named_trigrams, ix_document_page_search;
insert into property (id, name, kind, address_line, city, region, postal_code, country, notes, management_company,
    photo_media_type, extra, created_at, version, requires_renters_insurance)
select gen_random_uuid(), case when n % 3 = 0 then 'Alder Court ' else 'Birch House ' end || n, 'apartments',
    n || ' Kimball Street', 'Springfield', '', '', '', '', '', '', '{}', now(), 1, false
from generate_series(1, 2000) n;
insert into unit (id, property_id, name, off_market_note, notes, created_at, version)
select gen_random_uuid(), p.id, n || 'A', '', '', now(), 1 from property p, generate_series(1, 10) n;
insert into person (id, kind, name, sort_name, notes, created_at, version)
select gen_random_uuid(), 'person', 'Person ' || n, 'Person ' || n, '', now(), 1 from generate_series(1, 20000) n;
create unlogged table staged_place as select id, row_number() over (order by id) - 1 as place from property;
create index on staged_place (place);
-- part: chunk
insert into stored_file (id, sha256, size_bytes, media_type, stored_at)
select gen_random_uuid(), sha256, 100000, 'application/pdf', filed_at from staged_document;
insert into document (id, request_key, title, kind, tags, valid_through, filed_at, filed_by, source, restricted,
    reviewed_at, reviewed_by, auto_renews, reference, notes, legal_hold_by, legal_hold_reason, trashed_by, version,
    archived_at)
select id, gen_random_uuid(), title, kind, tags, valid_through, filed_at, 'Renee', 'upload', luck < 0.05,
    filed_at, 'Renee', false, '', '', '', '', '', 1, case when luck > 0.97 then filed_at end
from staged_document;
insert into document_version (id, document_id, number, stored_file_id, filename, added_at, added_by, read_at, outcome,
    outcome_reason, page_count)
select gen_random_uuid(), d.id, 1, f.id, 'scan' || d.number || '.pdf', filed_at, 'Renee', filed_at, 'read', '', pages
from staged_document d join stored_file f using (sha256);
insert into document_link (id, document_id, property_id, scope_property_id)
select gen_random_uuid(), d.id, p.id, p.id from staged_document d join staged_place p using (place) where luck < 0.9;
insert into document_page (id, document_version_id, document_id, number, body, method, quality, search)
select p.id, v.id, p.document_id, p.number, p.body, 'text layer', 95, to_tsvector('document_text', p.words)
from staged_page p join document_version v using (document_id);
insert into document_words (id, document_id, named, facts, said)
select gen_random_uuid(), d.id, d.named,
    setweight(to_tsvector('document_text', d.words), 'A') || setweight(to_tsvector('simple', d.named), 'A')
        || setweight(to_tsvector('document_text', d.kind), 'B'),
    (select joined(strip(p.search)) from document_page p where p.document_id = d.id)
        || array_to_tsvector(array(select jsonb_array_elements_text(d.exact)))
from staged_document d;
insert into search_word (id, word)
select gen_random_uuid(), word from (select distinct jsonb_array_elements_text(exact) as word from staged_document) w
where word ~ '^[^\d]{4,40}$'
on conflict do nothing;
truncate staged_document, staged_page;
-- part: after
set maintenance_work_mem = '512MB';
create index ix_document_words_facts on document_words using gin (facts);
create index ix_document_words_all on document_words using gin ((said || facts)) with (gin_pending_list_limit = 512);
create index ix_document_words_named_trigrams on document_words using gin (named gin_trgm_ops);
create index ix_document_page_search on document_page using gin (search);
drop table staged_document, staged_page, staged_place;
drop aggregate joined(tsvector);
with earlier as (
    select id, lag(id) over (partition by kind order by id) as before_it, row_number() over (order by id) as n
    from document
)
update document d set replaces_id = e.before_it from earlier e where e.id = d.id and e.n % 20 = 0;
