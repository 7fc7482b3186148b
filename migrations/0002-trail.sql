-- What stands beside every act: the audit chain, the answers to repeated requests, the outbox.

create table audit_head (
  district int not null,
  seq bigint not null check (seq >= 0),
  hash bytea not null check (octet_length(hash) = 32),
  constraint audit_head_pkey primary key (district)
);
select protect('audit_head', 'district');
grant select, insert, update on audit_head to nuanxin_app;
grant select on audit_head to nuanxin_reader;
select classify('audit_head', 'distributed', 'the newest link of a district''s audit chain, locked by every writer', internal => '{district,seq,hash}');

create table audit_entry (
  district int not null,
  seq bigint not null check (seq > 0),
  at timestamptz not null,
  account_id uuid,
  post_id uuid,
  role text,
  action text not null,
  outcome text not null check (outcome in ('done', 'refused')),
  subject_kind text,
  subject_id uuid,
  reason text,
  detail jsonb not null default '{}',
  request_id uuid not null,
  prev_hash bytea not null check (octet_length(prev_hash) = 32),
  hash bytea not null check (octet_length(hash) = 32),
  constraint audit_entry_pkey primary key (district, seq),
  -- No forks: a link has one successor.
  constraint audit_entry_one_successor unique (district, prev_hash)
);
create index audit_entry_subject on audit_entry (district, subject_id, seq desc) where subject_id is not null;
create index audit_entry_account on audit_entry (district, account_id, seq desc);
select protect('audit_entry', 'district');
grant select, insert on audit_entry to nuanxin_app;
grant select on audit_entry to nuanxin_reader;
select classify('audit_entry', 'distributed', 'one act or look, chained by hash to the one before it; append-only',
  internal => '{district,seq,at,account_id,post_id,role,action,outcome,subject_kind,subject_id,detail,request_id,prev_hash,hash}', personal => '{reason}');

-- The bytes a link's hash is taken over. One function, so that writing and verifying cannot differ.
create function audit_bytes(district int, seq bigint, at timestamptz, account_id uuid, post_id uuid, role text, action text,
  outcome text, subject_kind text, subject_id uuid, reason text, detail jsonb, request_id uuid) returns bytea
language sql immutable as $$
  select convert_to(jsonb_build_array(district, seq, extract(epoch from at)::numeric(20,6), account_id, post_id, role, action, outcome,
    subject_kind, subject_id, reason, detail, request_id)::text, 'UTF8')
$$;
comment on function audit_bytes is 'Canonical bytes of an audit entry; its hash is sha256(previous hash || these bytes).';

create function audit_append(in_district int, in_at timestamptz, in_account_id uuid, in_post_id uuid, in_role text, in_action text, in_outcome text,
  in_subject_kind text, in_subject_id uuid, in_reason text, in_detail jsonb, in_request_id uuid) returns bigint
language plpgsql as $$
declare
  head audit_head%rowtype;
  next_hash bytea;
begin
  select * into head from audit_head where district = in_district for update;
  if not found then
    insert into audit_head (district, seq, hash) values (in_district, 0, sha256(convert_to('nuanxin audit ' || in_district, 'UTF8')))
      on conflict do nothing;
    select * into strict head from audit_head where district = in_district for update;
  end if;
  next_hash := sha256(head.hash || audit_bytes(in_district, head.seq + 1, in_at, in_account_id, in_post_id, in_role, in_action, in_outcome,
    in_subject_kind, in_subject_id, in_reason, in_detail, in_request_id));
  insert into audit_entry (district, seq, at, account_id, post_id, role, action, outcome, subject_kind, subject_id, reason, detail, request_id, prev_hash, hash)
    values (in_district, head.seq + 1, in_at, in_account_id, in_post_id, in_role, in_action, in_outcome, in_subject_kind, in_subject_id, in_reason,
      in_detail, in_request_id, head.hash, next_hash);
  update audit_head set seq = head.seq + 1, hash = next_hash where district = in_district;
  return head.seq + 1;
end $$;
comment on function audit_append is 'Adds one link to the audit chain of a district; the head row''s lock keeps it one chain.';

create table idempotency (
  district int not null,
  actor_id uuid not null,
  key text not null check (length(key) between 8 and 200),
  request_hash bytea not null check (octet_length(request_hash) = 32),
  command text not null,
  response jsonb,
  created_at timestamptz not null,
  constraint idempotency_pkey primary key (district, actor_id, key)
);
create index idempotency_created on idempotency (created_at);
select protect('idempotency', 'district');
grant select, insert, update (response), delete on idempotency to nuanxin_app;
grant select on idempotency to nuanxin_reader;
select classify('idempotency', 'distributed', 'the answer given to a client''s key, so that a repeated request changes nothing; kept 30 days',
  internal => '{district,actor_id,key,request_hash,command,created_at}', personal => '{response}');

create table outbox (
  district int not null,
  id uuid not null,
  topic text not null,
  dedupe_key text not null,
  payload jsonb not null,
  created_at timestamptz not null,
  delivered_at timestamptz,
  constraint outbox_pkey primary key (district, id),
  constraint outbox_once unique (district, topic, dedupe_key)
);
create index outbox_waiting on outbox (district, created_at) where delivered_at is null;
select protect('outbox', 'district');
grant select, insert, update (delivered_at), delete on outbox to nuanxin_app;
grant select on outbox to nuanxin_reader;
select classify('outbox', 'distributed', 'what a room tells the rooms above it, written in the transaction of the act; ids and counts only',
  internal => '{district,id,topic,dedupe_key,payload,created_at,delivered_at}');
