-- The trail is read by what was done, newest first, and the actions seen in a district are listed without reading all of it.
create index audit_entry_action on audit_entry (district, action, seq desc);
