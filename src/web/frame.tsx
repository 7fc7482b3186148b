import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect, type ReactNode } from 'react'
import { sendJson } from './api.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { Shell, Switcher } from './design/components/shell.tsx'
import { ListSkeleton } from './design/components/skeletons.tsx'
import { ProblemNotice } from './design/components/states.tsx'
import { toast } from './design/components/toast.tsx'
import { useEvents } from './events.ts'
import { useLocale, useShellWords } from './i18n/index.ts'
import { nav_groups, type Page } from './pages.ts'
import { Problem } from './problem.ts'
import { forgetDrafts, useForgetSession, useSession, type Session } from './session.ts'
import { stringifySearch, useGo } from './url.ts'

const allowed = (page: Page, permissions: readonly string[]): boolean =>
  page.permission === undefined || permissions.includes(page.permission)

/** The pages of the side bar a post may open, in their groups' order. */
export function navPages(list: readonly Page[], permissions: readonly string[]): Page[] {
  const entries = list.filter((page) => page.nav && allowed(page, permissions))
  return nav_groups.flatMap((group) => entries.filter((page) => page.nav?.group === group))
}

/** Where `/` leads. */
export function firstPlace(list: readonly Page[], permissions: readonly string[]): string | undefined {
  const entries = navPages(list, permissions)
  const own = entries.find(({ nav }) => nav?.begins !== undefined && permissions.includes(nav.begins))
  return (own ?? entries[0])?.path
}

/** Whom the address needs: the sign-in page keeps where one wanted to go, an empty installation asks to be set up. */
export function doorFor(session: Session, page: Page | undefined, address: string): string | undefined {
  if (page?.open === true || session.signed_in) return undefined
  // Already on the way there: the page one came from stays until the door's own is loaded.
  if (/^\/(sign-in|first-run)(\?|$)/.test(address)) return undefined
  if (session.first_run) return '/first-run'
  return `/sign-in${stringifySearch({ to: address === '/' ? undefined : address })}`
}

/** What stands around a page: nothing, a door, or the shell with what the reader may open. */
export function Frame({
  page,
  list,
  children,
}: {
  page: Page | undefined
  list: readonly Page[]
  children: ReactNode
}) {
  const session = useSession()
  const go = useGo()
  const address = useRouterState({ select: (state) => state.location.pathname + state.location.searchStr })
  const door = session.data ? doorFor(session.data, page, address) : undefined
  useEffect(() => {
    if (door !== undefined) go(door, { replace: true })
  }, [door, go])
  useEvents(session.data?.signed_in ?? false)
  const content = <Suspense fallback={<ListSkeleton />}>{children}</Suspense>
  if (page?.open === true && page.frame === 'bare') return content
  if (!session.data) {
    return session.error ? (
      <main className="nx-main">
        <ProblemNotice problem={session.error} retry={() => void session.refetch()} />
      </main>
    ) : null
  }
  if (door !== undefined) return null
  if (!session.data.signed_in) return content
  const confirm = <ConfirmDialog persona={session.data.account?.persona ?? false} />
  if (page?.frame === 'bare')
    return (
      <>
        {content}
        {confirm}
      </>
    )
  return (
    <SignedInShell session={session.data} list={list}>
      {content}
      {confirm}
    </SignedInShell>
  )
}

function useNav(list: readonly Page[], permissions: readonly string[]) {
  const w = useShellWords()
  const client = useQueryClient()
  const here = useRouterState({ select: (state) => state.location.pathname })
  const entries = navPages(list, permissions)
  const counts = useQueries({
    queries: entries.map((page) => ({
      queryKey: [`/api/${page.nav?.count?.topic ?? 'none'}`, 'nav', page.path],
      queryFn: async () => (await page.nav?.count?.read(client)) ?? null,
      enabled: page.nav?.count !== undefined,
      staleTime: 60_000,
      refetchInterval: 60_000,
    })),
  })
  return nav_groups
    .map((group) =>
      entries.flatMap((page, index) =>
        page.nav?.group === group
          ? [
              {
                href: page.path,
                title: w(page.nav.title),
                count: counts[index]?.data ?? undefined,
                current: here === page.path || here.startsWith(`${page.path}/`),
              },
            ]
          : [],
      ),
    )
    .filter((group) => group.length > 0)
}

/** Does what a press asks for and says in a line why it could not be done. */
function useAttempt(): (act: () => Promise<void>) => void {
  const w = useShellWords()
  return (act) => {
    act().catch((error: unknown) => {
      const away = error instanceof Problem && error.status === 0
      const detail = error instanceof Problem ? error.body.detail : undefined
      toast(detail ?? w(away ? 'problem_network' : 'problem_unknown'))
    })
  }
}

function SignedInShell({ session, list, children }: { session: Session; list: readonly Page[]; children: ReactNode }) {
  const groups = useNav(list, session.permissions)
  const attempt = useAttempt()
  const forget = useForgetSession()
  const go = useGo()
  const signOut = async () => {
    await sendJson('DELETE', '/api/session')
    forgetDrafts()
    await forget()
    go('/sign-in', { replace: true })
  }
  return (
    <Shell
      groups={groups}
      place={session.active_post?.division_name ?? ''}
      post={session.active_post?.role_name ?? session.active_post?.role ?? ''}
      person={session.account?.display_name ?? ''}
      demo={session.demo}
      switcher={<SessionSwitcher session={session} />}
      onSignOut={() => attempt(signOut)}
    >
      {children}
    </Shell>
  )
}

function SessionSwitcher({ session }: { session: Session }) {
  const w = useShellWords()
  const locale = useLocale()
  const attempt = useAttempt()
  const forget = useForgetSession()
  const go = useGo()
  const change = (path: string, body: Record<string, string>) =>
    attempt(async () => {
      await sendJson('POST', path, { body })
      await forget()
      go('/')
    })
  if (session.demo && session.personas && session.personas.length > 0) {
    return (
      <Switcher
        label={w('persona')}
        value={session.personas.find((persona) => persona.active === true)?.persona_id ?? ''}
        options={session.personas.map((persona) => ({
          value: persona.persona_id,
          label: locale === 'zh' ? persona.title : `${persona.role_name} · ${persona.division_name}`,
        }))}
        onChange={(persona_id) => change(`/api/personas/${encodeURIComponent(persona_id)}`, {})}
      />
    )
  }
  if (!session.posts || session.posts.length < 2) return null
  return (
    <Switcher
      label={w('post')}
      value={session.active_post?.post_id ?? ''}
      options={session.posts.map((post) => ({
        value: post.post_id,
        label: `${post.division_name} ${post.role_name ?? post.role}`,
      }))}
      onChange={(post_id) => change('/api/session/post', { post_id })}
    />
  )
}
