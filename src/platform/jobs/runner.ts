import pg from 'pg'
import type { Tx } from '../database/driver.ts'
import type { Log } from '../log.ts'

const SCHEMA = 'pgboss'

/** Work that runs beside requests. It may run twice: it must be safe to repeat. */
export interface Job {
  name: string
  /** When it runs by itself, as cron in Asia/Shanghai; absent: only when asked. */
  cron?: string
  work(data: unknown): Promise<void>
}

/**
 * The queue's own tables, made by the owner: the application may use them and nothing more. They are local to one
 * coordinator, so a job is never the only record of something; the rows it works on are.
 */
export async function installRunner(migratorUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: migratorUrl, application_name: 'nuanxin jobs' })
  await client.connect()
  try {
    await client.query('set role nuanxin_owner')
    // A start that finds all as it should be writes nothing: what is committed must reach the disk first.
    const { rows } = await client.query<{ made: boolean; granted: boolean }>(
      `select count(*) > 0 as made, coalesce(bool_and(has_schema_privilege('nuanxin_app', oid, 'usage')), false) as granted
       from pg_namespace where nspname = $1`,
      [SCHEMA],
    )
    if (!rows[0]?.made) {
      const { getConstructionPlans } = await import('pg-boss')
      await client.query(getConstructionPlans(SCHEMA))
    }
    if (rows[0]?.granted) return
    // The right to enter the schema comes last in one transaction: who has it has the others.
    await client.query(`begin;
      grant select, insert, update, delete on all tables in schema ${SCHEMA} to nuanxin_app;
      grant execute on all functions in schema ${SCHEMA} to nuanxin_app;
      grant usage on schema ${SCHEMA} to nuanxin_app;
      commit`)
  } finally {
    await client.end()
  }
}

export interface Runner {
  /** Asks for a job in the caller's transaction: rolled back with it, seen only after it commits. */
  ask(tx: Tx, name: string, data: object): Promise<void>
  stop(): Promise<void>
}

/** Starts the job runner: a queue per job, one job of a kind at a time, schedules kept in the database. */
export async function startRunner(parts: {
  url: string
  jobs: readonly Job[]
  log: Log
  onDone?: () => void
}): Promise<Runner> {
  // Loaded here, because the first answer does not wait for jobs.
  const { fromKysely, PgBoss } = await import('pg-boss')
  // The application does not own the queue's tables: making, changing and rebuilding them is the owner's.
  const boss = new PgBoss({
    connectionString: parts.url,
    schema: SCHEMA,
    migrate: false,
    createSchema: false,
    reindex: false,
    monitorVacuum: false,
    useListenNotify: true,
    max: 3,
  })
  boss.on('error', () => parts.log('warn', 'jobs_away'))
  await boss.start()
  for (const job of parts.jobs) {
    await boss.createQueue(job.name, { notify: true, policy: 'singleton', retryLimit: 3, retryBackoff: true })
    await boss.work(job.name, { batchSize: 1, pollingIntervalSeconds: 10, burstWhenBatchFull: true }, async ([one]) => {
      const started = performance.now()
      await job.work(one?.data)
      parts.log('info', 'job_done', { job: job.name, ms: Math.round(performance.now() - started) })
      parts.onDone?.()
    })
    if (job.cron) await boss.schedule(job.name, job.cron, {}, { tz: 'Asia/Shanghai' })
    else await boss.unschedule(job.name)
  }
  return {
    async ask(tx, name, data) {
      await boss.send(name, data, { db: fromKysely(tx) })
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
}
