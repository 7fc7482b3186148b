-- What a room told those above it and nobody has taken for a minute: a running server takes it within a second, unless a reaction fails. While
-- the demonstration is loaded its messages bear the dates it lives through.
select district, id, topic from outbox
where delivered_at is null and created_at < now() - interval '60 seconds'
  and not exists (select from installation where state = 'loading')
