import type { z } from 'zod'
import { fen, formatYuan } from '../../kernel/money.ts'
import { type Issue, type Params, Refusal } from '../../kernel/refusal.ts'
import type { Translate } from '../translate.ts'

/** RFC 9457, in the reader's language, with the place and the next step. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  params: Params
  place: string | null
  next: string | null
  issues: { place: string; code: string; detail: string; next: string | null }[]
  request_id: string
}

export function problemOf(refusal: Refusal, translate: Translate, locale: 'zh' | 'en', requestId: string): Problem {
  const say = (key: string | undefined, params: Params) => (key ? translate(locale, key, params) : null)
  return {
    type: `urn:nuanxin:problem:${refusal.code}`,
    title: translate(locale, `platform.kind_${refusal.kind}`),
    status: refusal.status,
    detail: translate(locale, refusal.code, refusal.params),
    code: refusal.code,
    params: refusal.params,
    place: refusal.place ?? null,
    next: say(refusal.next, refusal.params),
    issues: refusal.issues.map((issue) => ({
      place: issue.place,
      code: issue.code,
      detail: translate(locale, issue.code, issue.params ?? {}),
      next: say(issue.next, issue.params ?? {}),
    })),
    request_id: requestId,
  }
}

/**
 * Zod's complaints as issues with a place and a code of ours; a schema's own message may name a words key (`room.key`). What was left
 * empty is said to be needed, not to be too short or of the wrong form: `input` is what was sent.
 */
export function refusalOfZod(part: 'params' | 'query' | 'body', error: z.ZodError, input: unknown): Refusal {
  const issues: Issue[] = error.issues.map((issue) => ({
    place: [...(part === 'body' ? [] : [part]), ...issue.path.map(String)].join('.') || part,
    code: codeOf(issue, input),
    params: paramsOf(issue),
  }))
  return new Refusal('bad_input', 'platform.bad_input', { issues, ...(issues[0] ? { place: issues[0].place } : {}) })
}

const SIZES = {
  too_small: { string: 'too_short', array: 'too_few' },
  too_big: { string: 'too_long', array: 'too_many' },
} as const

function codeOf(issue: z.core.$ZodIssue, input: unknown): string {
  const own = /^[a-z_]+\.[a-z0-9_]+$/.test(issue.message) ? issue.message : undefined
  if (own !== undefined && !own.startsWith('platform.')) return own
  if (isEmpty(valueAt(input, issue.path))) return 'platform.input_required'
  if (own !== undefined) return own
  return `platform.input_${sizeOf(issue) ?? issue.code}`
}

function sizeOf(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return undefined
  if (issue.origin === 'string') return SIZES[issue.code].string
  if (issue.origin === 'array') return SIZES[issue.code].array
  return isMoney(issue) ? `amount_${issue.code}` : undefined
}

/** Amounts travel in fen and are spoken of in yuan. */
const isMoney = ({ path }: z.core.$ZodIssue): boolean => /_fen(_|$)/.test(String(path.at(-1) ?? ''))

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<PropertyKey, unknown>>)[part]
  }
  return value
}

function paramsOf(issue: z.core.$ZodIssue): Record<string, string | number> {
  const params: Record<string, string | number> = {}
  for (const name of ['minimum', 'maximum', 'expected', 'format'] as const) {
    const value: unknown = name in issue ? (issue as unknown as Record<string, unknown>)[name] : undefined
    if (typeof value === 'number' && isMoney(issue)) params[name] = formatYuan(fen(value))
    else if (typeof value === 'number' || typeof value === 'string') params[name] = value
    if (typeof value === 'bigint') params[name] = value.toString()
  }
  if (issue.code === 'unrecognized_keys') params['keys'] = issue.keys.join(', ').slice(0, 200)
  return params
}
