import { describe, expect, test } from 'vitest'
import type { Uuid } from '../../../kernel/ids.ts'
import { Problem, unreachable } from '../../../web/problem.ts'
import { createOutbox, type WaitingAct } from './outbox.ts'

const act = (n: number, account_id = 'chen'): WaitingAct => ({
  key: `key-${n}`,
  account_id,
  body: { id: `00000000-0000-7000-8000-00000000000${n}` as Uuid, kind: 'phone' },
  refused: null,
})

/** A tab's storage and a server that answers as told. */
function world() {
  const kept = new Map<string, string>()
  const keeper = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  const got: string[] = []
  let answer: Problem | undefined
  const send = (sent: WaitingAct) => {
    if (answer) return Promise.reject(answer)
    got.push(sent.key)
    return Promise.resolve()
  }
  const told: number[] = []
  const open = () =>
    createOutbox(
      () => keeper,
      send,
      (count) => told.push(count),
    )
  return { kept, got, told, open, answer: (problem?: Problem) => (answer = problem) }
}

describe('acts on their way', () => {
  test('go out oldest first and leave nothing on the device', async () => {
    const { open, got, kept } = world()
    const outbox = open()
    outbox.put(act(1))
    outbox.put(act(2))
    await outbox.flush('chen')
    expect(got).toEqual(['key-1', 'key-2'])
    expect(outbox.list('chen')).toEqual([])
    expect(kept.size).toBe(0)
  })

  test('wait through a lost network and a reload, and go out once afterwards under the same key', async () => {
    const { open, got, answer } = world()
    answer(unreachable())
    const before = open()
    before.put(act(1))
    await before.flush('chen')
    expect(got).toEqual([])
    const after = open()
    expect(after.list('chen')).toEqual([act(1)])
    answer()
    await Promise.all([after.flush('chen'), after.flush('chen')])
    expect(got).toEqual(['key-1'])
  })

  test('that were told to be kept here are told to be sent, together and once; what goes out at once is not', async () => {
    const { open, told, answer } = world()
    const outbox = open()
    outbox.put(act(1))
    await outbox.flush('chen')
    expect(told).toEqual([])
    answer(unreachable())
    outbox.put(act(2))
    outbox.put(act(3))
    await outbox.flush('chen')
    answer()
    await outbox.flush('chen')
    await outbox.flush('chen')
    expect(told).toEqual([2])
    // Kept by a page that was closed since.
    answer(unreachable())
    const before = open()
    before.put(act(4))
    await before.flush('chen')
    answer()
    await open().flush('chen')
    expect(told).toEqual([2, 1])
  })

  test('wait when the session has ended, and go out after signing in again', async () => {
    const { open, got, answer } = world()
    const outbox = open()
    outbox.put(act(1))
    answer(new Problem({ status: 401, code: 'platform.not_signed_in' }))
    await outbox.flush('chen')
    expect(outbox.list('chen')).toHaveLength(1)
    answer()
    await outbox.flush('chen')
    expect(got).toEqual(['key-1'])
  })

  test('that the server does not accept stay with its words and are not sent again until mended', async () => {
    const issue = { place: 'minutes', code: 'x', detail: '这种事项不统计这一项' }
    const { open, got, answer } = world()
    const outbox = open()
    outbox.put(act(1))
    answer(
      new Problem({
        status: 422,
        code: 'care_records.acts_invalid',
        issues: [issue],
      }),
    )
    await outbox.flush('chen')
    expect(outbox.list('chen')).toEqual([
      {
        ...act(1),
        refused: { code: 'care_records.acts_invalid', detail: '这种事项不统计这一项', next: null, issues: [issue] },
      },
    ])
    answer()
    await outbox.flush('chen')
    expect(got).toEqual([])
    outbox.put({ ...act(1), key: 'mended' })
    await outbox.flush('chen')
    expect(got).toEqual(['mended'])
  })

  test('of one person are neither seen nor sent by another at the same device', async () => {
    const { open, got } = world()
    const outbox = open()
    outbox.put(act(1, 'chen'))
    expect(outbox.list('li')).toEqual([])
    await outbox.flush('li')
    expect(got).toEqual([])
  })

  test('are gone when the storage was wiped at sign-out', () => {
    const { open, kept } = world()
    const outbox = open()
    outbox.put(act(1))
    expect([...kept.keys()].every((key) => key.startsWith('draft.'))).toBe(true)
    kept.clear()
    outbox.subscribe(() => undefined)
    expect(outbox.list('chen')).toEqual([])
  })
})
