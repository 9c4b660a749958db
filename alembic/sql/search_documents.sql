-- Row-level security lets no index be used whose operator could tell a row's content, and all of text search is such.
-- These functions look rows up as the owner, for the organization of the transaction alone, and tell ids; what a
-- person may see of those is decided by the query around them.

create or replace function current_organization() returns uuid language sql stable
as $$ select nullif(current_setting('app.organization_id', true), '')::uuid $$;

-- The newest documents that say what is asked for, in their facts alone or in all; those of `among` when it is given.
-- `offset 0` has the index asked first and only then sorted; kept apart as a whole, the many would go to the disk.
create or replace function documents_matching(asked tsquery, in_facts boolean, most integer, among uuid[])
returns setof uuid
language plpgsql stable security definer
set search_path = public, pg_temp
set enable_seqscan = off
as $$
declare
    mine uuid := current_organization();
begin
    if cardinality(among) <= 200 then
        return query
            select w.document_id from document_words w
            where w.document_id = any(among) and w.organization_id = mine
                and case when in_facts then w.facts @@ asked else (w.said || w.facts) @@ asked end;
    elsif in_facts then
        return query
            with wanted as (select unnest(among) as id)
            select hit.id from (
                select w.document_id as id from document_words w where w.facts @@ asked and w.organization_id = mine
                offset 0
            ) hit
            where among is null or hit.id in (select wanted.id from wanted)
            order by hit.id desc limit most;
    else
        return query
            with wanted as (select unnest(among) as id)
            select hit.id from (
                select w.document_id as id from document_words w
                where (w.said || w.facts) @@ asked and w.organization_id = mine
                offset 0
            ) hit
            where among is null or hit.id in (select wanted.id from wanted)
            order by hit.id desc limit most;
    end if;
end
$$;

-- `tier` is 1 for what is found by its facts, 2 by words as they are written (`as_written`), 3 by another form of them.
create or replace function documents_saying(exact tsquery, stemmed tsquery, most integer, among uuid[])
returns table (document_id uuid, tier integer, as_written boolean, weight double precision, cut boolean)
language plpgsql stable security definer
set search_path = public, pg_temp
as $$
declare
    weights constant float4[] := '{0.4, 0.2, 0.4, 1.0}';
    several constant boolean := numnode(coalesce(exact, stemmed)) > 1;
    by_facts uuid[] := array(select documents_matching(stemmed, true, most, among));
    by_words uuid[] := case when exact is not null then array(select documents_matching(exact, false, most, among)) end;
    by_stems uuid[];
    more boolean;
begin
    if coalesce(cardinality(by_words), 0) < most and stemmed::text is distinct from exact::text then
        by_stems := array(select documents_matching(stemmed, false, most, among));
    end if;
    more := greatest(cardinality(by_facts), cardinality(by_words), cardinality(by_stems)) >= most;
    -- One word weighs nothing in facts that do not have it; of several, some may be there.
    return query
        select found.id, found.first, found.exactly,
            case when several or found.first = 1 then (
                select ts_rank(weights, w.facts, stemmed) + coalesce(ts_rank(weights, w.facts, exact) * 0.5, 0)
                from document_words w where w.document_id = found.id
            ) else 0 end,
            more
        from (
            select told.id, min(told.way) as first, bool_or(told.way = 2) as exactly
            from (
                select unnest(by_facts) as id, 1 as way
                union all select unnest(by_words), 2
                union all select unnest(by_stems), 3
            ) told
            group by told.id
        ) found;
end
$$;

create or replace function documents_where_stands(ids uuid[], phrases tsquery[], without tsquery[])
returns setof uuid
language sql stable security definer
set search_path = public, pg_temp
set enable_seqscan = off
as $$
    select w.document_id from document_words w
    where w.document_id = any(ids) and w.organization_id = current_organization() and not exists (
        select from unnest(phrases) p
        where not w.facts @@ p
            and not exists (select from document_page g where g.document_id = w.document_id and g.search @@ p)
    ) and not exists (
        select from unnest(without) p
        where w.facts @@ p
            or exists (select from document_page g where g.document_id = w.document_id and g.search @@ p)
    )
$$;

-- As `documents_saying`, for words of which some must stand together, and some not.
create or replace function documents_saying_together(
    exact tsquery, stemmed tsquery, phrases tsquery[], without tsquery[], most integer, among uuid[]
)
returns table (document_id uuid, tier integer, as_written boolean, weight double precision, cut boolean)
language plpgsql stable security definer
set search_path = public, pg_temp
set enable_seqscan = off
as $$
declare
    mine uuid := current_organization();
    a_few constant integer := 48;
    at_once constant integer := 50;
    ids uuid[];
    recent uuid[];
    kept uuid[];
    more boolean;
    newer bigint;
    all_of_them boolean := cardinality(phrases) = 0 or among is not null;
    usual boolean := false;
    at integer := 1;
begin
    -- The newest that say all the words: where those are most of all documents, and the words stand together in some of
    -- a few that are tried, the newest are read until there are enough; so too where those are fewer, but the words
    -- stand together in every third that is tried. Else the pages' own index finds all of them.
    select array_agg(s.document_id), array_agg(s.document_id) filter (where s.as_written or s.tier = 3), bool_or(s.cut)
    into ids, recent, more
    from documents_saying(exact, stemmed, 100, among) s;
    if more and not all_of_them then
        select count(*) into newer from document_words w
        where w.document_id >= (select i from unnest(recent) i order by i limit 1) and w.organization_id = mine;
        usual := cardinality(recent) * 50 > newer
            and cardinality(array(select documents_where_stands(ids[1:a_few], phrases, without)))
                * (case when cardinality(recent) * 5 > newer then 30 else 3 end) > a_few;
    end if;
    if all_of_them and not more then
        kept := array(select documents_where_stands(ids, phrases, without));
    elsif all_of_them or usual then
        ids := array(select s.document_id from documents_saying(exact, stemmed, most, among) s order by 1 desc);
        kept := '{}';
        while at <= cardinality(ids) and cardinality(kept) < most / 10 loop
            kept := kept || array(select documents_where_stands(ids[at:at + at_once - 1], phrases, without));
            at := at + at_once;
        end loop;
        more := at <= cardinality(ids) or cardinality(ids) >= most;
    else
        kept := array(
            select g.document_id from document_page g where g.search @@ phrases[1] and g.organization_id = mine
            union
            select w.document_id from document_words w where w.facts @@ phrases[1] and w.organization_id = mine
            order by 1 desc limit most
        );
        more := cardinality(kept) >= most;
        if numnode(stemmed) > numnode(phrases[1]) then
            kept := array(
                select w.document_id from document_words w
                where w.document_id = any(kept) and (w.said || w.facts) @@ stemmed
            );
        end if;
        if cardinality(phrases) > 1 or cardinality(without) > 0 then
            kept := array(select documents_where_stands(kept, phrases[2:], without));
        end if;
    end if;
    return query
        select w.document_id, case when w.facts @@ stemmed then 1 else 2 end, true,
            ts_rank('{0.4, 0.2, 0.4, 1.0}'::float4[], w.facts, stemmed)::double precision, coalesce(more, false)
        from document_words w where w.document_id = any(kept);
end
$$;

-- Found documents once more, for somebody who may see only some of the names they belong to: `names` are those of each.
-- Told are those that a name of theirs may have found (or that something excludes); without a tier: they say it nowhere.
create or replace function documents_saying_openly(
    ids uuid[], names text[], exact tsquery, stemmed tsquery, phrases tsquery[], without tsquery[]
)
returns table (document_id uuid, tier integer, as_written boolean, weight double precision)
language plpgsql stable security definer
set search_path = public, pg_temp
set enable_seqscan = off
as $$
declare
    mine uuid := current_organization();
    weights constant float4[] := '{0.4, 0.2, 0.4, 1.0}';
    several constant boolean := numnode(coalesce(exact, stemmed)) > 1;
    any_of tsquery := replace(concat_ws(' & ', exact::text, stemmed::text), ' & ', ' | ')::tsquery;
begin
    return query
        with again as materialized (
            select w.document_id as id, w.said || own.facts as every, own.facts
            from unnest(ids, names) as seen (id, names)
            join document_words w on w.document_id = seen.id and w.organization_id = mine
            cross join lateral (
                select ts_filter(w.facts, '{a,b,c}') || setweight(
                    to_tsvector('document_text', told) || to_tsvector('simple', lower(unaccent(told))), 'D'
                ) as facts
                from (select translate(seen.names, '-/_#&+.', '       ')) as t (told)
            ) own
            where cardinality(without) > 0 or ts_filter(w.facts, '{d}') @@ any_of
        ), found as (
            select a.id, a.facts, case when said then
                case when a.facts @@ stemmed then 1 when a.every @@ exact then 2 when a.every @@ stemmed then 3 end
            end as way, coalesce(a.every @@ exact, false) as exactly
            from again a cross join lateral (
                select not exists (
                    select from unnest(phrases) p
                    where not a.facts @@ p
                        and not exists (select from document_page g where g.document_id = a.id and g.search @@ p)
                ) and not exists (
                    select from unnest(without) p
                    where a.facts @@ p
                        or exists (select from document_page g where g.document_id = a.id and g.search @@ p)
                )
            ) as stands (said)
        )
        select f.id, f.way, f.exactly, case when several or f.way = 1 then (
            ts_rank(weights, f.facts, stemmed)
            + case when cardinality(phrases) > 0 then 0 else coalesce(ts_rank(weights, f.facts, exact) * 0.5, 0) end
        )::double precision else 0 end
        from found f;
end
$$;

-- `own_only`: by its own title, number and file name, which are the first line, and not by the names of the second.
create or replace function documents_named(pattern text, most integer, own_only boolean)
returns table (document_id uuid)
language sql stable security definer
set search_path = public, pg_temp
set enable_seqscan = off
as $$
    with hit as materialized (
        select w.document_id as id from document_words w
        where w.named like pattern and w.organization_id = current_organization()
            and (not own_only or split_part(w.named, E'\n', 1) like pattern)
    )
    select id from hit order by id desc limit most
$$;

create or replace function known_words_near(asked text, most integer)
returns table (word text)
language sql stable security definer
set search_path = public, pg_temp
set enable_seqscan = off
as $$
    select w.word from search_word w
    where w.word % asked and w.organization_id = current_organization()
    order by similarity(w.word, asked) desc, w.word
    limit most
$$;
