import { readdirSync, readFileSync } from 'node:fs'

/** A tick of the kernel's accounting is a hundredth of a second wherever Node runs. */
const TICK_MS = 10

interface Accounted {
  parent: number
  own_ms: number
  /** Of children that have ended and were waited for. */
  ended_ms: number
}

function accountOf(pid: number): Accounted | undefined {
  let line: string
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The name in brackets may hold anything; the fields behind it are numbers, the parent the second.
  const fields = line
    .slice(line.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15)
  return { parent: fields[1] ?? 0, own_ms: (user + system) * TICK_MS, ended_ms: (endedUser + endedSystem) * TICK_MS }
}

/** Milliseconds of the processor a process has taken with all its threads. */
export function processorOf(pid: number): number {
  return accountOf(pid)?.own_ms ?? 0
}

/** The same of a database server: its first process, those it has now and those it had. */
export function processorOfDatabase(pid: number): number {
  const first = accountOf(pid)
  if (!first) return 0
  const children = readdirSync('/proc').flatMap((name) => {
    const found = /^\d+$/.test(name) ? accountOf(Number(name)) : undefined
    return found?.parent === pid ? [found.own_ms] : []
  })
  return children.reduce((sum, ms) => sum + ms, first.own_ms + first.ended_ms)
}
