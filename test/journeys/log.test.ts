import { describe, expect, test } from 'vitest'
import { careRecordsWords } from '../../src/ledgers/care-records/words/index.ts'
import { familiesWords } from '../../src/registry/families/words/index.ts'
import { enterAs } from './support/people.ts'
import { ALL_WAYS, useBrowser, type Visitor } from './support/visitor.ts'

useBrowser()

/** Corrects the call logged today: it is struck on the file, and among the acts of the day it is listed and counted no more. */
async function takesItBack(visitor: Visitor, today: string): Promise<void> {
  const { page } = visitor
  const w = visitor.words(careRecordsWords)
  const file = new URL(page.url()).pathname
  const listed = async () => {
    await visitor.go(`/care-records?family_id=${file.slice(file.lastIndexOf('/') + 1)}&from=${today}&to=${today}`)
    await visitor.arrives(w('page.acts'))
    await visitor.settles()
    return page.locator('tbody tr').count()
  }
  const before = await listed()
  await visitor.go(file)
  const call = visitor.way.locale === 'zh' ? '电话问候' : 'Phone call'
  const correct = visitor.button(w('page.correct_of', { act: call, date: today })).first()
  await correct.waitFor()
  const struck = await page.locator('.nx-timeline s').count()
  await correct.click()
  const dialog = await visitor.dialog(w('page.correct_of', { act: call, date: today }))
  await dialog
    .getByLabel(w('page.correct_reason'))
    .fill(visitor.way.locale === 'zh' ? '记错了一户' : 'the wrong family')
  await visitor.step('correct')
  await dialog.getByRole('button', { name: w('page.correct'), exact: true }).click()
  await visitor.sees(w('page.correct_done'))
  await page.locator('.nx-timeline s').nth(struck).waitFor()
  await visitor.step('struck')
  expect(await listed()).toBe(before - 1)
}

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
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
    const before = await page.locator('.nx-timeline li', { hasText: today.slice(5) }).count()

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
    await page
      .locator('.nx-timeline li', { hasText: today.slice(5) })
      .nth(before)
      .waitFor()
    await visitor.step('on-the-timeline')
    await takesItBack(visitor, today)
  })
})
