/** Values put into the text of a refusal: `{{name}}` in the words. Never personal data: refusals reach the log. */
export type Params = Readonly<Record<string, string | number | boolean | null>>

export type RefusalKind =
  | 'bad_input'
  | 'not_signed_in'
  | 'not_allowed'
  | 'not_found'
  | 'conflict'
  | 'unprocessable'
  | 'too_many'
  | 'unavailable'

/** One of several faults of one request, such as one cell of an imported sheet. */
export type Issue = {
  /** A field path (`members.0.birth_date`) or a cell (`Sheet1!C12`). */
  readonly place: string
  /** A words key: what is wrong. */
  readonly code: string
  readonly params?: Params
  /** A words key: what the reader can do now. */
  readonly next?: string
}

export type RefusalDetails = {
  readonly params?: Params
  readonly place?: string
  readonly next?: string
  readonly issues?: readonly Issue[]
  /** What lay beneath, for the log and for retries; never shown. */
  readonly cause?: unknown
}

const STATUS: Readonly<Record<RefusalKind, number>> = {
  bad_input: 400,
  not_signed_in: 401,
  not_allowed: 403,
  not_found: 404,
  conflict: 409,
  unprocessable: 422,
  too_many: 429,
  unavailable: 503,
}

/** The HTTP status that answers a refusal of this kind. */
export function statusOf(kind: RefusalKind): number {
  return STATUS[kind]
}

/**
 * The answer "no" to a person or a machine: expected, explained and never a bug. `code` is a words key
 * (`families.id_check_digit`); the server turns it into a problem document in the reader's language.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly kind: RefusalKind
  readonly code: string
  readonly params: Params
  readonly place: string | undefined
  readonly next: string | undefined
  readonly issues: readonly Issue[]

  constructor(kind: RefusalKind, code: string, details: RefusalDetails = {}) {
    // Only the code: the parameters may hold what a log must not.
    super(`${kind}: ${code}`, details.cause === undefined ? undefined : { cause: details.cause })
    this.kind = kind
    this.code = code
    this.params = details.params ?? {}
    this.place = details.place
    this.next = details.next
    this.issues = details.issues ?? []
  }

  get status(): number {
    return STATUS[this.kind]
  }
}

/** Throws a `Refusal`. */
export function refuse(kind: RefusalKind, code: string, details: RefusalDetails = {}): never {
  throw new Refusal(kind, code, details)
}

/** The same answer with its faults told as the caller's form has them: at other places, or each once. What lay beneath stays beneath. */
export function withIssues({ kind, code, params, place, next, cause }: Refusal, issues: readonly Issue[]): Refusal {
  return new Refusal(kind, code, {
    params,
    issues,
    cause,
    ...(place === undefined ? {} : { place }),
    ...(next === undefined ? {} : { next }),
  })
}
