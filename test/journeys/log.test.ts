import { describe, expect, test } from 'vitest'
import { careRecordsWords } from '../../src/ledgers/care-records/words/index.ts'
import { familiesWords } from '../../src/registry/families/words/index.ts'
import { enterAs } from './support/people.ts'
import { ALL_WAYS, useBrowser } from './support/visitor.ts'

useBrowser()

describe('a community worker logs an act', () => {
  test.for(ALL_WAYS)('in three taps, at the $size in $locale', async (here) => {
    const visitor = await enterAs('log', 'community', here, '/families')
    const { page } = visitor
    const w = visitor.words(careRecordsWords)
    await page.locator('tbody tr [data-primary]').first().click()
    await page.waitForURL(/\/families\/[0-9a-f-]{36}$/)
    const open = visitor.link(visitor.words(familiesWords)('log')).first()
    await open.waitFor()
    // The timeline shows its newest page: what is counted is today's.
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date()).slice(5)
    const before = await page.locator('.nx-timeline li', { hasText: today }).count()

    let taps = 0
    const tap = async (what: ReturnType<typeof page.locator>) => {
      taps += 1
      await what.click()
    }
    await tap(open)
    await visitor.arrives(w('page.log'))
    await visitor.step('empty')
    await visitor.button(w('page.save')).click()
    await visitor.sees(w('page.kind_needed'))
    await visitor.step('kind-needed')
    await tap(page.getByRole('radio', { name: w('tile.phone'), exact: true }))
    await visitor.step('chosen')
    await tap(visitor.button(w('page.save')))
    await visitor.sees(w('page.saved'))
    expect(taps).toBeLessThanOrEqual(3)
    await page.waitForURL(/\/families\/[0-9a-f-]{36}$/)
    await page.locator('.nx-timeline li', { hasText: today }).nth(before).waitFor()
    await visitor.step('on-the-timeline')
  })
})
