import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { touches } from './hooks.ts'

/** The topics of one message: `{"topic":"rounds"}` or `{"topics":["rounds","today"]}`; anything else says nothing. */
export function topicsOf(data: string): string[] {
  let message: unknown
  try {
    message = JSON.parse(data)
  } catch {
    return []
  }
  if (typeof message !== 'object' || message === null) return []
  const topics: unknown[] = []
  if ('topic' in message) topics.push(message.topic)
  if ('topics' in message && Array.isArray(message.topics)) topics.push(...message.topics)
  return topics.filter((topic) => typeof topic === 'string')
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
    source.addEventListener('message', (event: MessageEvent<string>) => {
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
