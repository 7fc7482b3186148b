import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createHashHistory, RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../css/base.css'
import type { Page } from '../../pages.ts'
import { routerOf } from '../../router.tsx'
import { session_key } from '../../session.ts'
import { session } from './sample.ts'

const count = (value: number, topic: string) => ({ topic, read: () => Promise.resolve(value) })

const samples: readonly Page[] = [
  {
    path: '/today',
    page: async () => (await import('./today.tsx')).TodaySample,
    nav: { title: 'nav_today', group: 'work', count: count(12, 'today') },
  },
  {
    path: '/find',
    page: async () => (await import('./parts.tsx')).PartsSample,
    nav: { title: 'nav_find', group: 'work' },
  },
  {
    path: '/families',
    page: async () => (await import('./list.tsx')).ListSample,
    nav: { title: 'nav_families', group: 'work', count: count(357, 'families') },
  },
  {
    path: '/policies',
    page: async () => (await import('./list.tsx')).EditorSample,
    nav: { title: 'nav_policies', group: 'promise' },
  },
  {
    path: '/due',
    page: async () => (await import('./boards.tsx')).BoardSample,
    nav: { title: 'nav_due', group: 'promise', count: count(3, 'due') },
  },
  {
    path: '/figures',
    page: async () => (await import('./boards.tsx')).FiguresSample,
    nav: { title: 'nav_figures', group: 'office' },
  },
  {
    path: '/office',
    page: async () => (await import('./parts.tsx')).PartsSample,
    nav: { title: 'nav_office', group: 'office' },
  },
  { path: '/family', page: async () => (await import('./family.tsx')).FamilySample },
  { path: '/run', page: async () => (await import('./run.tsx')).RunSample },
  { path: '/log', page: async () => (await import('./single.tsx')).LogSample, frame: 'bare' },
  { path: '/sign-in', page: async () => (await import('./single.tsx')).SignInSample, frame: 'bare', open: true },
  { path: '/first-run', page: async () => (await import('./single.tsx')).FirstRunSample, frame: 'bare', open: true },
]

const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
client.setQueryData(session_key, session)
client.setQueryDefaults(session_key, { staleTime: Infinity, refetchOnMount: false })

const root = document.querySelector('#root')
if (!root) throw new Error('the page has no #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={routerOf(samples, { history: createHashHistory() })} />
    </QueryClientProvider>
  </StrictMode>,
)
