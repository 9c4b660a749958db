-- Each audit entry is chained to the one before it. The link is made when the transaction commits, under a lock,
-- so that the chain has one order; the app's role may read links but not write them.
create function link_audit_entry() returns trigger language plpgsql security definer set search_path = public as $$
declare
  last audit_link%rowtype;
  content text;
begin
  perform pg_advisory_xact_lock(hashtext('audit chain'), hashtext(new.organization_id::text));
  select * into last from audit_link order by position desc limit 1;
  content := concat_ws('|', coalesce(last.hash, ''), audit_content(new));
  insert into audit_link (id, audit_entry_id, position, previous_hash, hash)
    values (gen_random_uuid(), new.id, coalesce(last.position, 0) + 1, coalesce(last.hash, ''),
            encode(sha256(convert_to(content, 'UTF8')), 'hex'));
  return null;
end $$;

create function audit_content(entry audit_entry) returns text language sql stable as $$
  select concat_ws('|', entry.id, extract(epoch from entry.happened_at), coalesce(entry.user_id::text, ''),
                   entry.actor_name, entry.did, entry.about_kind, entry.about_id, entry.about_name, entry.details::text)
$$;

create constraint trigger link_audit_entry after insert on audit_entry
  deferrable initially deferred for each row execute function link_audit_entry();
