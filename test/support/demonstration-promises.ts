import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Instant } from '../../src/kernel/calendar.ts'
import type { Call } from '../../src/platform/call.ts'
import type { SavedSimulation, SavedSimulationLine } from '../../src/promises/simulations/contract.ts'
import { createTestApp, type TestApp } from './app.ts'
import type { TestDatabase } from './database.ts'

interface Loaded {
  readonly now: Instant
  readonly database: () => TestDatabase
  readonly as: (username: string) => Promise<Call>
}

/** What the demonstration district carries of promises and money besides its rounds, each asked as one of its people asks it. */
export function carriesPromises({ now, database, as }: Loaded): void {
  let app: TestApp
  beforeAll(async () => {
    app = await createTestApp(database())
  })
  afterAll(() => app.close())

  const ask = async <T>(username: string | undefined, url: string): Promise<T> => {
    const actor = username === undefined ? undefined : (await as(username)).actor
    const answer = await app.request(actor, 'GET', url, { now })
    expect([url, answer.status]).toEqual([url, 200])
    return answer.body as T
  }
  const itemsOf = async <T>(username: string, url: string) => (await ask<{ items: T[] }>(username, url)).items
  const rowsOf = async (username: string, url: string): Promise<number> => {
    let rows = 0
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { items: unknown[]; next_cursor: string | null } = await ask(username, `${url}&limit=100${cursor}`)
      rows += page.items.length
      cursor = page.next_cursor && `&cursor=${page.next_cursor}`
    }
    return rows
  }

  describe('claims in the demonstration', () => {
    const ON_ROLL = 531
    const CHECKED = 10

    test('has everybody on the roll who was taken over from paper', async () => {
      expect(await rowsOf('demo-district', '/api/claims?on_roll=yes')).toBe(ON_ROLL)
    })

    test('has a yearly review of the whole roll open, of which a community has seen half of its own', async () => {
      const [review, ...more] = await itemsOf<object>('demo-district', '/api/annual-reviews')
      expect(more).toEqual([])
      expect(review).toMatchObject({
        year: 2026,
        closed_at: null,
        persons: ON_ROLL,
        checked: CHECKED,
        continues: CHECKED,
      })
      const [own] = await itemsOf<{ persons: number; checked: number }>('demo-community', '/api/annual-reviews')
      expect(own).toMatchObject({ checked: Math.ceil((own?.persons ?? 0) / 2) })
    })

    test('has notices hanging that anybody reads by their link, names masked', async () => {
      const notices = await itemsOf<{ notice_id: string; hangs: boolean; step: string }>(
        'demo-street',
        '/api/claim-notices?limit=20',
      )
      const hanging = notices.filter((notice) => notice.hangs)
      expect(hanging.map((notice) => notice.step).toSorted()).toEqual(['public_notice', 'village_notice'])
      for (const { notice_id } of hanging) {
        const shown = await ask<{ public_path: string }>('demo-street', `/api/claim-notices/${notice_id}`)
        const token = shown.public_path.split('/').at(-1)
        const { lines } = await ask<{ lines: { masked_name: string }[] }>(undefined, `/api/public-notices/${token}`)
        expect(lines.map((line) => line.masked_name)).toEqual([expect.stringMatching(/^\p{Script=Han}\*+$/u)])
      }
    })

    test('has an objection that nobody has found on yet', async () => {
      const found = await itemsOf<object>('demo-district', '/api/claim-objections')
      expect(found).toMatchObject([{ channel: 'in_person', received_on: '2026-11-20', outcome: null }])
    })
  })

  describe('law in the demonstration', () => {
    test('has a notice in two editions, the newer with its text', async () => {
      const title = '盘龙区计生特殊家庭扶助金'
      const found = await itemsOf<{ id: string }>(
        'demo-street',
        `/api/library/documents?q=${encodeURIComponent(title)}`,
      )
      expect(found).toMatchObject([{ title, edition: 2, has_text: true }])
      const { editions } = await ask<{ editions: { edition: number; has_text: boolean }[] }>(
        'demo-street',
        `/api/library/documents/${found[0]?.id}`,
      )
      expect(editions.map((one) => [one.edition, one.has_text])).toEqual([
        [2, true],
        [1, false],
      ])
    })

    test('says of the day who will qualify soon, who never claimed, and who was gained and lost', async () => {
      const { as_of, total } = await ask<{ as_of: string; total: Record<string, number> }>(
        'demo-district',
        '/api/standing/counts',
      )
      expect(as_of).toBe('2026-11-22')
      expect(total).toMatchObject({ soon: 42, missed: 8, gained: 1, lost: 1, unknown: 2 })
    })

    test('weighs a raise of the top-up: its cost by month and street against what was appropriated', async () => {
      const [draft] = await itemsOf<{ id: string }>('demo-district', '/api/policies/drafts?state=writing')
      expect(draft).toMatchObject({ kind: 'version', name_zh: '盘龙区高龄补助金' })
      const kept = await itemsOf<SavedSimulationLine>('demo-approver', `/api/simulations?draft_id=${draft?.id}`)
      expect(kept).toMatchObject([{ name: '高龄补助金提高到每月150元', month: '2026-11', months: 12 }])
      const shown = await ask<SavedSimulation>('demo-approver', `/api/simulations/${kept[0]?.id}`)
      expect(shown.changed).toEqual({ draft: false, law: false, register: false })
      expect(shown.totals).toMatchObject({ gained: 0, lost: 0, more: 385, less: 0 })
      const sumOf = (lines: readonly { today_fen: number; draft_fen: number }[]) => ({
        today_fen: lines.reduce((sum, line) => sum + line.today_fen, 0),
        draft_fen: lines.reduce((sum, line) => sum + line.draft_fen, 0),
      })
      expect(shown.by_month).toHaveLength(12)
      expect(shown.by_place).toHaveLength(12)
      for (const lines of [shown.by_month, shown.by_place]) expect(shown.totals).toMatchObject(sumOf(lines))
      // Of the half-year under way 375 people are owed 50 yuan more for each of its six months.
      const [now] = shown.by_month
      expect((now?.draft_fen ?? 0) - (now?.today_fen ?? 0)).toBe(375 * 6 * 50_00)
      const appropriated = { year: 2026, left_fen: 377_736_000, draft_fen: 11_310_000, draft_short_fen: 0 }
      expect(shown.money).toMatchObject([appropriated, { year: 2027, left_fen: null }])
    })
  })

  describe('bank accounts in the demonstration', () => {
    test('has changes waiting for the second person, and others cooling off whose families are to be told', async () => {
      const waiting = (state: string) =>
        ask<{ total: number; items: object[] }>('demo-approver', `/api/bank-accounts/requests?state=${state}`)
      const [requested, cooling, to_tell] = [
        await waiting('requested'),
        await waiting('cooling'),
        await waiting('to_tell'),
      ]
      expect([requested.total, cooling.total, to_tell.total]).toEqual([4, 2, 9])
      for (const item of [...requested.items, ...cooling.items])
        expect(item).toMatchObject({ reason: '原卡遗失，换了新卡', former_masked: expect.stringMatching(/\d{4}$/) })
    })
  })
}
