import type { QueryClient } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import type { ShellWord } from './i18n/words.ts'

export interface Page {
  /** `/families/$family_id`; the parts after a dollar are read with `usePathPart`. */
  readonly path: string
  readonly page: () => Promise<ComponentType>
  /** Without it the page reads as not found and has no entry. Absent: everybody who is signed in. */
  readonly permission?: string
  /** `bare` leaves out the shell (phone pages with one question, sign-in). */
  readonly frame?: 'shell' | 'bare'
  /** Reachable without signing in. */
  readonly open?: boolean
  readonly nav?: Nav
}

export interface Nav {
  readonly title: ShellWord
  readonly group: 'work' | 'promise' | 'office'
  /** What waits there; asked for once a minute and when the topic of its address has news. */
  readonly count?: { readonly topic: string; readonly read: (client: QueryClient) => Promise<number | undefined> }
}

/** Groups of the side bar in their order; entries stand in the order of the list below. */
export const nav_groups = ['work', 'promise', 'office'] as const

/**
 * Every page of the product. A room adds its own here, lazily:
 * `{ path: '/families', page: async () => (await import('../registry/families/web/FamiliesPage.tsx')).FamiliesPage,
 *    permission: 'families.read', nav: { title: 'nav_families', group: 'work' } }`.
 */
export const pages: readonly Page[] = [
  {
    path: '/figures',
    page: async () => (await import('../figures/reports/web/StatementPage.tsx')).StatementPage,
    permission: 'reports.read',
    nav: { title: 'nav_figures', group: 'office' },
  },
  {
    path: '/figures/acts/$district/$record_id',
    page: async () => (await import('../figures/reports/web/ActPage.tsx')).ActPage,
    permission: 'reports.read',
  },
  {
    path: '/figures/$code',
    page: async () => (await import('../figures/reports/web/BehindPage.tsx')).BehindPage,
    permission: 'reports.read',
  },
  {
    path: '/audit',
    page: async () => (await import('../figures/audit/web/AuditPage.tsx')).AuditPage,
    permission: 'audit.read',
    nav: { title: 'nav_audit', group: 'office' },
  },
]
