import { openHouse } from './house.ts'
import { claimFolder } from './platform/claim-folder.ts'
import { systemClock } from './platform/clock.ts'
import { type Config, readConfig } from './platform/config.ts'
import { createLog } from './platform/log.ts'

const PROGRESS = {
  database_making: '正在建立数据库 … · Making the database …',
  database_starting: '正在启动数据库 … · Starting the database …',
  database_adopted: '接管已在运行的数据库 · Taking over the database that is running',
  schema: '正在建立数据表 · Preparing tables',
} as const

const say = (text: string) => void process.stdout.write(`${text}\n`)

/**
 * Opens the house and loads the rooms at the same time: a start is as long as the longer of the two, since the database starts in a
 * process of its own.
 */
async function start(config: Config) {
  const log = createLog(
    (line) => process.stderr.write(line),
    () => systemClock.now(),
  )
  const begun = Promise.withResolvers<undefined>()
  const opening = openHouse({
    config,
    clock: systemClock,
    log,
    owner: true,
    say: (step, detail) => {
      say(`${PROGRESS[step]}${detail ? ` ${detail}` : ''}`)
      // Said just before the database is started; loading would keep that waiting.
      if (step !== 'database_making') setImmediate(() => begun.resolve(undefined))
    },
  })
  await Promise.race([begun.promise, opening])
  const { serve } = await import('./serving.ts')
  return serve(await opening, say)
}

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2))
  const release = claimFolder(config.data_folder, `http://${config.host}:${config.port}`)
  const running = await start(config)
  say(`\n暖心已就绪 · Nuanxin is ready: ${running.address}\n按 Ctrl-C 停止 · Ctrl-C stops everything\n`)
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    say('正在停止 … · Stopping …')
    running
      .close()
      .catch(() => (process.exitCode = 1))
      .finally(() => {
        release()
        process.exit()
      })
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
