-- A stored key without an answer: its transaction cannot have committed like that.
select district, actor_id, key from idempotency where response is null
