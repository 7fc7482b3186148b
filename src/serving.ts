import { join } from 'node:path'
import { loadDemonstration } from './demonstration/load.ts'
import type { House } from './house.ts'
import { webAddress } from './platform/config.ts'
import { addEventStream } from './platform/http/events.ts'
import { houseRoutes } from './platform/http/house.ts'
import { addPages } from './platform/http/pages.ts'
import { buildServer, cookieNameOf } from './platform/http/server.ts'
import { giveBackWhenIdle } from './platform/idle-memory.ts'
import { startDispatcher } from './platform/jobs/outbox.ts'
import { startRunner } from './platform/jobs/runner.ts'
import { checkRooms, permissionsOf, reactionsOf } from './platform/room.ts'
import { loadDivisions } from './registry/divisions/index.ts'
import {
  createAuthenticate,
  createListening,
  ensureInstallation,
  onDemonstrationWanted,
  beginDemonstration,
  setPasswordProfile,
} from './registry/staff/index.ts'
import { rooms, translate } from './rooms.ts'
import { houseJobs } from './upkeep.ts'

const WEB = join(import.meta.dirname, '..', 'dist', 'web')

export interface Running {
  address: string
  close(): Promise<void>
}

/** Puts the rooms into an open house and listens. `say` tells a person how it goes. */
export async function serve(house: House, say: (text: string) => void): Promise<Running> {
  const { config, clock, log } = house
  checkRooms(rooms)
  const loaded = await loadDivisions(house.urlFor('migrator'))
  if (!loaded.skipped) say(`已载入行政区划 · Divisions loaded: ${loaded.places}`)
  setPasswordProfile(house.db, config.passwords)
  const installation = await ensureInstallation(house.db, house)
  const routes = rooms.flatMap((room) => room.routes)
  const https = config.public_url?.startsWith('https:') ?? false
  const authenticate = createAuthenticate({ ...house, permissionsOf: (role) => permissionsOf(rooms, role) })
  const app = buildServer({
    ...house,
    routes: [...houseRoutes(routes), ...routes],
    authenticate,
    translate,
    https,
    proxies: config.proxies,
  })
  const hub = addEventStream(app, cookieNameOf(https), createListening(house))
  addPages(app, WEB)
  const memory = giveBackWhenIdle(app)
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
    onDelivered: (message) => {
      memory.stir()
      hub.publish(message.topic, message.payload.community)
    },
  })
  const runner = await startRunner({ url: house.urlFor('app'), jobs: houseJobs(house), log, onDone: memory.stir })
  const address = config.public_url ?? webAddress(config.host, addressPort(app.server.address()))
  if (config.demo && installation.state === 'empty' && (await beginDemonstration(house.db, clock))) load()
  if (installation.state === 'loading') load()
  if (installation.set_up_code && !config.demo) {
    say(`\n一次性设置码（只在建立本单位时用一次）· One-time set-up code: ${installation.set_up_code}`)
  }
  return {
    address,
    async close() {
      memory.stop()
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
