import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './design/css/base.css'
import { onLocaleChanged } from './i18n/index.ts'
import { ensureRandomUuid } from './ids.ts'
import { watchTouches } from './presence.ts'
import { Problem } from './problem.ts'
import { router } from './router.tsx'
import { session_key } from './session.ts'

/** A session that has ended is noticed by the first answer that says so. */
function noticeSignedOut(error: Error): void {
  if (error instanceof Problem && error.status === 401) void client.invalidateQueries({ queryKey: session_key })
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 2 && error instanceof Problem && error.uncertain && error.status !== 500,
      networkMode: 'always',
    },
  },
})

// Part of what the server answers is in words.
onLocaleChanged(() => void client.invalidateQueries())
ensureRandomUuid()
watchTouches(window)

const root = document.querySelector('#root')
if (!root) throw new Error('the page has no #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
