import { useQueryClient } from '@tanstack/react-query'
import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  useParams,
  useRouterState,
  type AnyRoute,
} from '@tanstack/react-router'
import { lazy, useEffect, useRef, type ComponentType } from 'react'
import { Button, EmptyState, NotFound } from './design/index.ts'
import { useShellWords } from './i18n/index.ts'
import { pages, type Page } from './pages.ts'
import { firstPlace, Frame } from './frame.tsx'
import { useMay, useSession } from './session.ts'
import { canNameSomething, parseSearch, stringifySearch, useGo } from './url.ts'

/** After a change of page the reader starts at its heading, as after a fresh load. */
function useFocusOnArrival(): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname ?? '' })
  const before = useRef(path)
  useEffect(() => {
    // Who has already begun to move or write on the new page is left where she is.
    const busy =
      document.querySelector('#main')?.contains(document.activeElement) === true &&
      document.activeElement?.id !== 'main'
    if (before.current !== '' && before.current !== path && !busy)
      document.querySelector('h1')?.focus({ preventScroll: true })
    before.current = path
  }, [path])
}

function Root() {
  useFocusOnArrival()
  return <Outlet />
}

/** `/` leads to the first page the reader's post may open. */
function Home({ list }: { list: readonly Page[] }) {
  const w = useShellWords()
  const go = useGo()
  const session = useSession().data
  const place = session ? firstPlace(list, session.permissions) : undefined
  useEffect(() => {
    if (place !== undefined) go(place, { replace: true })
  }, [place, go])
  if (place !== undefined || !session) return null
  return (
    <div className="nx-card">
      <EmptyState title={w('nothing_here_title')}>{w('nothing_here_text')}</EmptyState>
    </div>
  )
}

/** A page that broke says so and can be opened again; a new version on the server is the most usual cause. */
function Broken() {
  const w = useShellWords()
  const client = useQueryClient()
  return (
    <div className="nx-card" role="alert">
      <EmptyState
        title={w('crash_title')}
        action={
          <Button
            onClick={() => {
              client.clear()
              location.reload()
            }}
          >
            {w('retry')}
          </Button>
        }
      >
        {w('crash_text')}
      </EmptyState>
    </div>
  )
}

/** One page that broke leaves the others within reach; where the frame itself broke, the root says so without it. */
function brokenIn(page: Page, list: readonly Page[]) {
  return function BrokenPage() {
    return (
      <Frame page={page} list={list}>
        <Broken />
      </Frame>
    )
  }
}

function guarded(page: Page, list: readonly Page[]) {
  let loading: Promise<{ default: ComponentType }> | undefined
  const load = () => (loading ??= page.page().then((content) => ({ default: content })))
  const Content = lazy(load)
  function GuardedPage() {
    const may = useMay(page.permission)
    const there = canNameSomething(useParams({ strict: false }))
    const content = there && (may || page.open === true) ? <Content /> : <NotFound />
    return (
      <Frame page={page} list={list}>
        {content}
      </Frame>
    )
  }
  return { component: GuardedPage, loader: async () => void (await load()) }
}

/** Builds the routes from one list, so that the gallery and a test can build theirs from another. */
export function routerOf(
  list: readonly Page[],
  options: { history?: Parameters<typeof createRouter>[0]['history'] } = {},
) {
  const root = createRootRoute({
    component: Root,
    notFoundComponent: () => (
      <Frame page={undefined} list={list}>
        <NotFound />
      </Frame>
    ),
    errorComponent: Broken,
  })
  const home: Page = { path: '/', page: () => Promise.resolve(() => <Home list={list} />) }
  const routes: AnyRoute[] = [home, ...list].map((page) =>
    createRoute({
      getParentRoute: () => root,
      path: page.path,
      ...guarded(page, list),
      errorComponent: brokenIn(page, list),
    }),
  )
  return createRouter({
    routeTree: root.addChildren(routes),
    history: options.history,
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingMs: 200,
  })
}

export const router = routerOf(pages)
