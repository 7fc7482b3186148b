import type { Visitor } from './visitor.ts'

/** The page's own session asks the server, as the page would. */
export function ask<T>(visitor: Visitor, method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  return visitor.page.evaluate(
    async ({ method: how, path: where, body: what }) => {
      const answer = await fetch(where, {
        method: how,
        headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        ...(what === undefined ? {} : { body: JSON.stringify(what) }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${answer.status} ${text}`)
      return JSON.parse(text) as never
    },
    { method, path, body },
  ) as Promise<T>
}
