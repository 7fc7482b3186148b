-- Many looks at files in one breath: appended to the chain together, one lock and one commit for all of them.
create function audit_append_many(in_district int, entries jsonb) returns void
language plpgsql as $$
declare
  head audit_head%rowtype;
  entry record;
  next_hash bytea;
begin
  select * into head from audit_head where district = in_district for update;
  if not found then
    insert into audit_head (district, seq, hash) values (in_district, 0, sha256(convert_to('nuanxin audit ' || in_district, 'UTF8')))
      on conflict do nothing;
    select * into strict head from audit_head where district = in_district for update;
  end if;
  for entry in
    select * from jsonb_to_recordset(entries) as e(at timestamptz, account_id uuid, post_id uuid, role text, action text, outcome text,
      subject_kind text, subject_id uuid, reason text, detail jsonb, request_id uuid)
  loop
    next_hash := sha256(head.hash || audit_bytes(in_district, head.seq + 1, entry.at, entry.account_id, entry.post_id, entry.role, entry.action,
      entry.outcome, entry.subject_kind, entry.subject_id, entry.reason, entry.detail, entry.request_id));
    insert into audit_entry (district, seq, at, account_id, post_id, role, action, outcome, subject_kind, subject_id, reason, detail, request_id,
      prev_hash, hash)
      values (in_district, head.seq + 1, entry.at, entry.account_id, entry.post_id, entry.role, entry.action, entry.outcome, entry.subject_kind,
        entry.subject_id, entry.reason, entry.detail, entry.request_id, head.hash, next_hash);
    head.seq := head.seq + 1;
    head.hash := next_hash;
  end loop;
  update audit_head set seq = head.seq, hash = head.hash where district = in_district;
end $$;
comment on function audit_append_many is 'Adds several links to the audit chain of one district in the order given.';
