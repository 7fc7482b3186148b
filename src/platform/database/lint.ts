import type pg from 'pg'

/** One thing in the catalog that breaks a rule of the house. */
export interface CatalogFault {
  rule: string
  subject: string
}

interface Rule {
  rule: string
  /** Returns the names of what breaks it. */
  sql: string
}

const TABLES = `
  select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, split_part(coalesce(obj_description(c.oid, 'pg_class'), ''), ':', 1) as kind,
    coalesce(obj_description(c.oid, 'pg_class'), '') as meaning
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`

const RULES: readonly Rule[] = [
  {
    rule: 'the application role owns nothing and has no special power',
    sql: `select rolname as subject from pg_roles where rolname in ('nuanxin_app', 'nuanxin_reader')
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
      union all select relname from pg_class where relowner = 'nuanxin_app'::regrole
      union all select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid where m.member = 'nuanxin_app'::regrole`,
  },
  {
    rule: 'no table can be emptied by the application',
    sql: `select relname as subject from t where has_table_privilege('nuanxin_app', oid, 'truncate')`,
  },
  {
    rule: 'append-only is a grant',
    sql: `select relname as subject from t where meaning like '%append-only%'
      and (has_any_column_privilege('nuanxin_app', oid, 'update') or has_table_privilege('nuanxin_app', oid, 'delete'))`,
  },
  {
    rule: 'the reader only reads',
    sql: `select relname as subject from t where has_any_column_privilege('nuanxin_reader', oid, 'insert')
      or has_any_column_privilege('nuanxin_reader', oid, 'update') or has_table_privilege('nuanxin_reader', oid, 'delete')`,
  },
  {
    rule: 'every table says what kind it is',
    sql: `select relname as subject from t where kind not in ('distributed', 'reference', 'hash', 'local')`,
  },
  {
    rule: 'every column has a privacy class',
    sql: `select t.relname || '.' || a.attname as subject from t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      where coalesce(col_description(t.oid, a.attnum), '') not in ('public', 'internal', 'personal', 'sensitive', 'secret')`,
  },
  {
    rule: 'row security is enabled and forced on every placed table',
    sql: `select relname as subject from t where kind = 'distributed' and not (relrowsecurity and relforcerowsecurity
      and exists (select from pg_policy p where p.polrelid = t.oid and p.polqual is not null and p.polwithcheck is not null))`,
  },
  {
    rule: 'district comes first in every key of a distributed table',
    sql: `select t.relname || ': ' || i.relname as subject from t join pg_index x on x.indrelid = t.oid join pg_class i on i.oid = x.indexrelid
      left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
      where t.kind = 'distributed' and (x.indisunique or x.indisprimary) and a.attname is distinct from 'district'`,
  },
  {
    rule: 'every table has a primary key',
    sql: `select relname as subject from t where not exists (select from pg_index where indrelid = t.oid and indisprimary)`,
  },
  {
    rule: 'every foreign key is indexed',
    sql: `select t.relname || '.' || k.conname as subject from t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
      where not exists (select from pg_index x where x.indrelid = t.oid
        and (x.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey and (x.indkey::int2[])[0:cardinality(k.conkey) - 1] <@ k.conkey)
        -- A unique key within the columns finds the one row there can be.
        and not exists (select from pg_index x where x.indrelid = t.oid and x.indisunique and x.indpred is null and x.indexprs is null
          and (x.indkey::int2[])[0:x.indnkeyatts - 1] <@ k.conkey)`,
  },
  {
    rule: 'no foreign key acts on its own',
    sql: `select t.relname || '.' || k.conname as subject from t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
      where k.confdeltype <> 'a' or k.confupdtype <> 'a'`,
  },
  {
    rule: 'no fraction and no float, no serial, no identity, no bare time',
    sql: `select t.relname || '.' || a.attname as subject from t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      where a.atttypid in ('numeric'::regtype, 'float4'::regtype, 'float8'::regtype, 'money'::regtype, 'timestamp'::regtype, 'time'::regtype)
        or a.attidentity <> '' or pg_get_serial_sequence(format('%I', t.relname), a.attname) is not null`,
  },
  {
    rule: 'no trigger guards alone',
    sql: `select tgname as subject from pg_trigger g join t on t.oid = g.tgrelid where not g.tgisinternal`,
  },
  {
    rule: 'views speak with the reader’s rights, and none is stored',
    sql: `select relname as subject from pg_class where relnamespace = 'public'::regnamespace
      and (relkind = 'm' or relkind = 'v' and not coalesce(reloptions::text like '%security_invoker=true%', false))`,
  },
  {
    rule: 'no function runs with its owner’s rights',
    sql: `select proname as subject from pg_proc where pronamespace = 'public'::regnamespace and prosecdef`,
  },
]

/** Everything in the catalog against the rules of the house. Nothing when all hold. */
export async function lintCatalog(client: pg.ClientBase): Promise<CatalogFault[]> {
  const faults: CatalogFault[] = []
  for (const { rule, sql } of RULES) {
    const { rows } = await client.query<{ subject: string }>(`with t as (${TABLES}) ${sql}`)
    faults.push(...rows.map(({ subject }) => ({ rule, subject })))
  }
  return faults
}

/** Settings without which a commit is no promise; for a server that keeps real data. */
export async function lintServer(client: pg.ClientBase): Promise<CatalogFault[]> {
  const { rows } = await client.query<{ name: string; setting: string }>(`select name, setting from pg_settings
    where name in ('fsync', 'full_page_writes', 'data_checksums') and setting <> 'on'
      or name = 'synchronous_commit' and setting = 'off'`)
  return rows.map(({ name, setting }) => ({ rule: 'a commit is durable', subject: `${name} = ${setting}` }))
}
