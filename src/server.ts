import { join } from 'node:path'
import { loadDemonstration } from './demonstration/load.ts'
import { type House, openHouse } from './house.ts'
import { claimFolder } from './platform/claim-folder.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import { type Config, readConfig } from './platform/config.ts'
import { addEventStream } from './platform/http/events.ts'
import { houseRoutes } from './platform/http/house.ts'
import { addPages } from './platform/http/pages.ts'
import { buildServer, cookieNameOf } from './platform/http/server.ts'
import { startDispatcher } from './platform/jobs/outbox.ts'
import { startRunner } from './platform/jobs/runner.ts'
import { createLog } from './platform/log.ts'
import { checkRooms, permissionsOf, reactionsOf } from './platform/room.ts'
import { loadDivisions } from './registry/divisions/index.ts'
import {
  createAuthenticate,
  createListening,
  ensureInstallation,
  onDemonstrationWanted,
  beginDemonstration,
} from './registry/staff/index.ts'
import { rooms, translate } from './rooms.ts'
import { houseJobs } from './upkeep.ts'

const WEB = join(import.meta.dirname, '..', 'dist', 'web')

const PROGRESS = {
  database_making: '正在建立数据库 … · Making the database …',
  database_starting: '正在启动数据库 … · Starting the database …',
  database_adopted: '接管已在运行的数据库 · Taking over the database that is running',
  schema: '正在建立数据表 · Preparing tables',
} as const

const say = (text: string) => void process.stdout.write(`${text}\n`)

interface Running {
  house: House
  address: string
  close(): Promise<void>
}

/** Puts the house together and listens: config → database → rooms → server. */
async function start(config: Config, clock: Clock): Promise<Running> {
  checkRooms(rooms)
  const log = createLog(
    (line) => process.stderr.write(line),
    () => clock.now(),
  )
  const house = await openHouse({
    config,
    clock,
    log,
    owner: true,
    say: (step, detail) => say(`${PROGRESS[step]}${detail ? ` ${detail}` : ''}`),
  })
  const loaded = await loadDivisions(house.urlFor('migrator'))
  if (!loaded.skipped) say(`已载入行政区划 · Divisions loaded: ${loaded.places}`)
  const installation = await ensureInstallation(house.db, house)
  const routes = rooms.flatMap((room) => room.routes)
  const https = config.public_url?.startsWith('https:') ?? false
  const authenticate = createAuthenticate({ ...house, permissionsOf: (role) => permissionsOf(rooms, role) })
  const app = buildServer({ ...house, routes: [...houseRoutes(routes), ...routes], authenticate, translate, https })
  const hub = addEventStream(app, cookieNameOf(https), createListening(house))
  addPages(app, WEB)
  const load = () => {
    void loadDemonstration(house, (percent, text) => say(`${String(Math.floor(percent)).padStart(3)}%  ${text}`)).catch(
      (error: unknown) => {
        log('error', 'demonstration_failed')
        say(
          `演示数据载入失败 · Loading the demonstration failed: ${error instanceof Error ? error.message : String(error)}`,
        )
      },
    )
  }
  onDemonstrationWanted(house.db, load)
  await app.listen({ host: config.host, port: config.port })
  const dispatcher = startDispatcher({
    ...house,
    reactions: reactionsOf(rooms),
    onDelivered: (message) => hub.publish(message.topic, message.payload.community),
  })
  const runner = await startRunner({ url: house.urlFor('app'), jobs: houseJobs(house), log })
  const address = config.public_url ?? `http://${config.host}:${addressPort(app.server.address())}`
  if (config.demo && installation.state === 'empty' && (await beginDemonstration(house.db, clock))) load()
  if (installation.state === 'loading') load()
  if (installation.set_up_code && !config.demo) {
    say(`\n一次性设置码（只在建立本单位时用一次）· One-time set-up code: ${installation.set_up_code}`)
  }
  return {
    house,
    address,
    async close() {
      hub.close()
      await app.close()
      await runner.stop()
      await dispatcher.stop()
      await house.close()
    },
  }
}

function addressPort(address: string | { port: number } | null): number {
  return typeof address === 'object' && address ? address.port : 0
}

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2))
  const release = claimFolder(config.data_folder, `http://${config.host}:${config.port}`)
  const running = await start(config, systemClock)
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
