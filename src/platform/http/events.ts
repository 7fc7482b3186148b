import type { FastifyInstance } from 'fastify'
import { refuse } from '../../kernel/refusal.ts'
import type { Scope } from '../call.ts'

interface Listener {
  scope: Scope
  /** Ends the stream when the session behind it ends. */
  stillValid: () => Promise<boolean>
  send: (text: string) => void
  close: () => void
}

/** Server-sent events: a hint that something under a topic changed within the listener's scope; the page asks again for what it shows. */
export interface EventHub {
  publish(topic: string, community: number): void
  listeners(): number
  close(): void
}

const RECHECK_MS = 1_000
const KEEP_ALIVE_MS = 25_000
const LISTENERS_MAX = 2_000

type WhoListens = (request: { token: string }) => Promise<{ scope: Scope } | undefined>

export function addEventStream(app: FastifyInstance, cookieName: string, who: WhoListens): EventHub {
  const listeners = new Set<Listener>()
  const timer = setInterval(() => {
    for (const listener of listeners) {
      void listener.stillValid().then(
        (valid) => (valid ? undefined : listener.close()),
        () => listener.close(),
      )
    }
  }, RECHECK_MS)
  timer.unref()
  const alive = setInterval(() => {
    for (const listener of listeners) listener.send(': alive\n\n')
  }, KEEP_ALIVE_MS)
  alive.unref()

  app.get('/api/events', async (request, reply) => {
    const token = request.cookies[cookieName]
    const found = token ? await who({ token }) : undefined
    if (!token || !found) refuse('not_signed_in', 'platform.not_signed_in')
    if (listeners.size >= LISTENERS_MAX) refuse('unavailable', 'platform.busy')
    reply.hijack()
    const stream = reply.raw
    stream.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    stream.write(': open\n\n')
    const listener: Listener = {
      scope: found.scope,
      stillValid: async () => (await who({ token })) !== undefined,
      send: (text) => stream.write(text),
      close() {
        listeners.delete(listener)
        stream.end()
      },
    }
    listeners.add(listener)
    stream.on('close', () => listeners.delete(listener))
  })

  return {
    publish(topic, community) {
      const text = `event: changed\ndata: ${JSON.stringify({ topic })}\n\n`
      for (const listener of listeners) {
        if (community >= listener.scope.lo && community < listener.scope.hi) listener.send(text)
      }
    },
    listeners: () => listeners.size,
    close() {
      clearInterval(timer)
      clearInterval(alive)
      for (const listener of listeners) listener.close()
    },
  }
}
