import type { Params } from '../kernel/refusal.ts'

/** One fault: where, and in the reader's words what is wrong. A page may make its own before it sends. */
export interface Fault {
  /** A field path (`member.id_number`) or a cell (`Sheet1!C12`). */
  readonly place: string
  readonly code: string
  readonly detail: string
  readonly next?: string | null
}

export interface ProblemBody {
  readonly title?: string
  readonly status: number
  readonly detail?: string
  readonly code: string
  readonly params?: Params
  readonly place?: string | null
  readonly next?: string | null
  readonly issues?: readonly Fault[]
  readonly request_id?: string
}

/** Whether a place is a cell, such as `花名册!C12`: it says something to a reader, which the path of a field outside its form does not. */
export const isCell = (place: unknown): place is string => typeof place === 'string' && !/^[\w.-]*$/.test(place)

/** Why the server did not do it, as it said (RFC 9457), or that it could not be reached (`status` 0). */
export class Problem extends Error {
  readonly body: ProblemBody

  constructor(body: ProblemBody) {
    super(body.detail ?? body.title ?? body.code)
    this.name = 'Problem'
    this.body = body
  }

  get status(): number {
    return this.body.status
  }

  get code(): string {
    return this.body.code
  }

  get issues(): readonly Fault[] {
    return this.body.issues ?? []
  }

  /** The same refusal for a form that holds one `part` of what was sent: places are named as in that part. */
  inside(part: string): Problem {
    const named = (place: string) => (place.startsWith(`${part}.`) ? place.slice(part.length + 1) : place)
    const { place } = this.body
    const issues = this.issues.map((issue) => ({ ...issue, place: named(issue.place) }))
    return new Problem({ ...this.body, issues, ...(typeof place === 'string' ? { place: named(place) } : {}) })
  }

  /** The request may or may not have been done: sending the same key again is safe and tells. */
  get uncertain(): boolean {
    return this.status === 0 || this.status >= 500
  }
}

const record = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Reads a refused answer; an answer that is no problem document becomes one that says so plainly. */
export async function problemFrom(response: Response): Promise<Problem> {
  const fallback: ProblemBody = { status: response.status, code: 'shell.unknown' }
  const type = response.headers.get('content-type') ?? ''
  if (!type.includes('json')) return new Problem(fallback)
  const body: unknown = await response.json().catch(() => undefined)
  if (!record(body)) return new Problem(fallback)
  return new Problem({ ...fallback, ...body, status: response.status })
}

export function unreachable(): Problem {
  return new Problem({ status: 0, code: 'shell.network' })
}
