import { useParams, useRouter, useRouterState } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { isUuid } from '../kernel/ids.ts'

export type UrlValues = Readonly<Record<string, string | readonly string[] | undefined>>

/** `?tag=a&tag=b&q=x` ↔ plain strings and lists; nothing is guessed to be a number, so that a code with leading noughts survives. */
export function parseSearch(search: string): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  for (const [key, value] of new URLSearchParams(search)) {
    const earlier = values[key]
    values[key] = earlier === undefined ? value : [...(Array.isArray(earlier) ? earlier : [earlier]), value]
  }
  return values
}

export function stringifySearch(values: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if ((typeof one === 'string' && one !== '') || typeof one === 'number') search.append(key, String(one))
    }
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

export function withSearch(path: string, values: UrlValues): string {
  return path + stringifySearch(values)
}

export interface UrlState {
  readonly values: Readonly<Record<string, string | string[]>>
  /** One value, '' when absent. */
  readonly one: (key: string) => string
  readonly many: (key: string) => readonly string[]
  /** Changes the address in place; an empty value removes its key. `push` leaves a step for the back button. */
  readonly change: (values: UrlValues, options?: { push?: boolean }) => void
}

/** The state of a list, a tab, a filter: it lives in the address, so that it can be sent to a colleague. */
export function useUrlState(): UrlState {
  const router = useRouter()
  const search = useRouterState({ select: (state) => state.location.searchStr })
  const values = useMemo(() => parseSearch(search), [search])
  const change = useCallback<UrlState['change']>(
    (changes, options) => {
      const { pathname, searchStr } = router.state.location
      const address = pathname + stringifySearch({ ...parseSearch(searchStr), ...changes })
      if (options?.push === true) router.history.push(address)
      else router.history.replace(address)
    },
    [router],
  )
  return useMemo(() => {
    const many = (key: string) => {
      const value = values[key]
      return value === undefined ? [] : Array.isArray(value) ? value : [value]
    }
    return { values, change, many, one: (key) => many(key)[0] ?? '' }
  }, [values, change])
}

/** A part of the path, such as `family_id` of `/families/$family_id`. Throws when the route has no such part. */
export function usePathPart(name: string): string {
  const parts: Record<string, unknown> = useParams({ strict: false })
  const value = parts[name]
  if (typeof value !== 'string') throw new TypeError(`this page has no ${name} in its path`)
  return value
}

/**
 * Whether the parts of an address can name anything: an id that is none, or a district that is no number, is nobody's, and the page
 * says so as for what is not there, before it asks the server for it.
 */
export function canNameSomething(parts: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(parts).every(([name, value]) => {
    if (name === 'district') return /^[1-9]\d{5}$/.test(String(value))
    return !name.endsWith('_id') || isUuid(value)
  })
}

/** Goes to another page of the product. */
export function useGo(): (href: string, options?: { replace?: boolean }) => void {
  const router = useRouter()
  return useCallback(
    (href, options) => {
      if (options?.replace === true) router.history.replace(href)
      else router.history.push(href)
    },
    [router],
  )
}
