import type { z } from 'zod'
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

/** Zod's complaints as issues with a place and a code of ours; a schema's own message may name a words key (`room.key`). */
export function refusalOfZod(part: 'params' | 'query' | 'body', error: z.ZodError): Refusal {
  const issues: Issue[] = error.issues.map((issue) => ({
    place: [...(part === 'body' ? [] : [part]), ...issue.path.map(String)].join('.') || part,
    code: /^[a-z_]+\.[a-z0-9_]+$/.test(issue.message) ? issue.message : `platform.input_${issue.code}`,
    params: paramsOf(issue),
  }))
  return new Refusal('bad_input', 'platform.bad_input', { issues, ...(issues[0] ? { place: issues[0].place } : {}) })
}

function paramsOf(issue: z.core.$ZodIssue): Record<string, string | number> {
  const params: Record<string, string | number> = {}
  for (const name of ['minimum', 'maximum', 'expected', 'format'] as const) {
    const value: unknown = name in issue ? (issue as unknown as Record<string, unknown>)[name] : undefined
    if (typeof value === 'number' || typeof value === 'string') params[name] = value
    if (typeof value === 'bigint') params[name] = value.toString()
  }
  if (issue.code === 'unrecognized_keys') params['keys'] = issue.keys.join(', ').slice(0, 200)
  return params
}
