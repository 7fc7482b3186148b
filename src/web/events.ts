import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { touches } from './hooks.ts'

/** The topic of one message, `{"topic":"rounds"}`; anything else says nothing. */
export function topicsOf(data: string): string[] {
  let message: unknown
  try {
    message = JSON.parse(data)
  } catch {
    return []
  }
  if (typeof message !== 'object' || message === null) return []
  return 'topic' in message && typeof message.topic === 'string' ? [message.topic] : []
}

/**
 * Listens to GET /api/events while `on`, and reads anew what a message touches. After a broken line everything on screen is read
 * again, because what was said meanwhile is not known.
 */
export function useEvents(on: boolean): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!on) return
    const source = new EventSource('/api/events')
    let broken = false
    source.addEventListener('changed', (event: MessageEvent<string>) => {
      const topics = topicsOf(event.data)
      if (topics.length > 0) void client.invalidateQueries({ predicate: touches(topics) })
    })
    source.addEventListener('error', () => {
      broken = true
    })
    source.addEventListener('open', () => {
      if (broken) void client.invalidateQueries({ type: 'active' })
      broken = false
    })
    return () => source.close()
  }, [client, on])
}
