import { openHouse } from './house.ts'
import { claimFolder } from './platform/claim-folder.ts'
import { systemClock } from './platform/clock.ts'
import { type Config, readConfig, webAddress } from './platform/config.ts'
import { armFailpoints } from './platform/failpoints.ts'
import { createLog } from './platform/log.ts'
import { folderReason, listeningReason, reasonOf } from './platform/start/reasons.ts'

const PROGRESS = {
  database_making: '正在建立数据库 … · Making the database …',
  database_starting: '正在启动数据库 … · Starting the database …',
  database_adopted: '接管已在运行的数据库 · Taking over the database that is running',
  database_old: '数据库版本有已公布的漏洞，只宜试用 · The database has published holes, for trying only:',
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
  const house = await opening
  try {
    return await serve(house, say)
  } catch (error) {
    await house.close()
    throw listeningReason(error, config)
  }
}

function claim(config: Config, address = webAddress(config.host, config.port)): () => void {
  try {
    return claimFolder(config.data_folder, address)
  } catch (error) {
    throw folderReason(error, config.data_folder)
  }
}

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2))
  armFailpoints(config.failpoints)
  const release = claim(config)
  const starting = start(config)
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    say('正在停止 … · Stopping …')
    // Asked for while it starts: what has begun is finished first, so that the database is not left behind.
    starting
      .then((running) => running.close())
      .catch(() => (process.exitCode = 1))
      .finally(() => {
        release()
        process.exit()
      })
  }
  // Ctrl-C; a service manager; the window of the terminal was closed.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  const { address } = await starting.catch((error: unknown) => {
    release()
    throw error
  })
  if (stopping) return
  // Where any free port was asked for, only now is known where it answers, which a second start is told.
  claim(config, address)
  say(`\n暖心已就绪 · Nuanxin is ready: ${address}\n按 Ctrl-C 停止 · Ctrl-C stops everything\n`)
}

main().catch(async (error: unknown) => {
  process.stderr.write(`\n${await reasonOf(error)}\n`)
  process.exit(1)
})
