-- A file whose chunks do not come to its size and hash: what is handed out would not be what was brought.
select encode(f.sha256, 'hex') as file
from library_file f left join library_chunk c on c.sha256 = f.sha256
group by f.sha256, f.size
having coalesce(sum(octet_length(c.bytes)), 0) <> f.size or sha256(string_agg(c.bytes, ''::bytea order by c.position)) is distinct from f.sha256
