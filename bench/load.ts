import { Agent, request } from 'node:http'

export interface Ask {
  method?: 'GET' | 'POST'
  path: string
  body?: unknown
  /** Who asks, where it is not the client of the whole load. */
  client?: Client
}

export interface Measured {
  requests: number
  per_second: number
  p50_ms: number
  p99_ms: number
}

export interface Client {
  url: string
  headers: Record<string, string>
  agent: Agent
}

export function clientOf(url: string, headers: Record<string, string>): Client {
  return { url, headers, agent: new Agent({ keepAlive: true, maxSockets: 64 }) }
}

let serial = 0

/** One request over a kept connection; every write has its own key. */
export function send(client: Client, ask: Ask): Promise<string> {
  serial += 1
  const body = ask.body === undefined ? undefined : Buffer.from(JSON.stringify(ask.body))
  const headers = {
    ...client.headers,
    ...(body ? { 'content-type': 'application/json', 'content-length': body.length } : {}),
    ...(ask.method === 'POST' ? { 'idempotency-key': `bench-${process.pid}-${serial}` } : {}),
  }
  return new Promise((done, fail) => {
    const call = request(
      `${client.url}${ask.path}`,
      { method: ask.method ?? 'GET', agent: client.agent, headers },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', fail)
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          if (answer.statusCode === 200) done(text)
          else fail(new Error(`${ask.path} answered ${answer.statusCode}: ${text.slice(0, 300)}`))
        })
      },
    )
    call.on('error', fail)
    call.end(body)
  })
}

/** Keeps `lanes` requests in flight until `requests` are answered; an answer other than 200 stops the bench. */
export async function load(client: Client, next: () => Ask, requests: number, lanes = 16): Promise<Measured> {
  const times: number[] = []
  let asked = 0
  const started = performance.now()
  const lane = async () => {
    while (asked < requests) {
      asked += 1
      const ask = next()
      const before = performance.now()
      await send(ask.client ?? client, ask)
      times.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const seconds = (performance.now() - started) / 1_000
  times.sort((a, b) => a - b)
  return {
    requests: times.length,
    per_second: times.length / seconds,
    p50_ms: quantile(times, 0.5),
    p99_ms: quantile(times, 0.99),
  }
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}

/** Several things measured in turn, so that a busy minute of the machine falls on all of them; the median of each. */
export async function inTurn(rounds: number, measures: readonly (() => Promise<number>)[]): Promise<number[]> {
  const found = measures.map((): number[] => [])
  for (let round = -1; round < rounds; round++) {
    for (const [index, measure] of measures.entries()) {
      const value = await measure()
      // The first round warms caches and plans.
      if (round >= 0) found[index]?.push(value)
    }
  }
  return found.map(median)
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
