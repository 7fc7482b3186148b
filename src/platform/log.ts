/**
 * Structured log, one JSON line an event, to standard error. Only these fields can be written: a name, an id, a count or
 * a code never carries personal data, and there is no free-text field to slip some in.
 */
export interface LogFields {
  request_id?: string
  route?: string
  status?: number
  ms?: number
  code?: string
  count?: number
  district?: number
  job?: string
  sqlstate?: string
  constraint?: string
}

export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: LogFields) => void

export function createLog(write: (line: string) => void, now: () => string): Log {
  return (level, event, fields) => {
    write(`${JSON.stringify({ at: now(), level, event, ...fields })}\n`)
  }
}
