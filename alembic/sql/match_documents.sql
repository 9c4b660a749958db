-- Looks lessons up as the owner, for the organization of the transaction alone, so that the index on their words is
-- used; which of them a person may see is decided by the query around it.
create or replace function lessons_sharing(said text[], first_words text[], most integer)
returns table (document_id uuid, shared integer)
language plpgsql stable security definer
set search_path = public, pg_temp
as $$
begin
    return query
        with near as materialized (
            select l.document_id as id, l.words from document_lesson l
            where l.words && first_words
                and l.organization_id = nullif(current_setting('app.organization_id', true), '')::uuid
            order by l.learned_at desc limit 2000
        )
        select near.id, (select count(*)::integer from unnest(near.words) word where word = any(said)) as common
        from near order by common desc, near.id desc limit most;
end
$$;
