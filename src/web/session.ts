import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useCallback } from 'react'
import { sendJson } from './api.ts'
import type { Problem } from './problem.ts'

export interface Post {
  readonly post_id: string
  readonly role: string
  /** The role in the reader's words. */
  readonly role_name?: string
  readonly division: number
  readonly division_name: string
}

export interface Session {
  readonly signed_in: boolean
  readonly account?: { readonly account_id: string; readonly display_name: string; readonly persona?: boolean }
  readonly posts?: readonly Post[]
  readonly active_post?: Post & { readonly scope: { readonly lo: number; readonly hi: number } }
  readonly permissions: readonly string[]
  readonly demo: boolean
  readonly personas?: readonly Persona[]
  readonly first_run: boolean
  /** The server's civil date. */
  readonly today?: string
}

export interface Persona {
  readonly persona_id: string
  readonly title: string
  readonly role_name: string
  readonly division_name: string
  readonly active?: boolean
}

export const session_key = ['/api/session'] as const

/** Who is signed in, where, and what she may do. */
export function useSession(): UseQueryResult<Session, Problem> {
  return useQuery({
    queryKey: session_key,
    queryFn: ({ signal }) => sendJson<Session>('GET', '/api/session', { signal }),
    staleTime: 60_000,
  })
}

/** Whether the reader's post carries the permission; false while unknown. */
export function useMay(permission: string | undefined): boolean {
  const permissions = useSession().data?.permissions
  return permission === undefined || (permissions?.includes(permission) ?? false)
}

/** Forgets everything read so far, because another reader must not see it, and asks anew who is there. */
export function useForgetSession(): () => Promise<void> {
  const client = useQueryClient()
  return useCallback(async () => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== session_key[0] })
    await client.invalidateQueries({ queryKey: session_key })
  }, [client])
}

/** Every draft kept on this device is gone: at sign-out nothing of what somebody wrote stays behind. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith('draft.')) sessionStorage.removeItem(key)
  } catch {
    // Without storage there was nothing to keep.
  }
}
