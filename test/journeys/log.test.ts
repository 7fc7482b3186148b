import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { todayWords } from '../../src/figures/today/words.ts'
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

/** Generous to a busy machine: it takes about a second. */
const WITHIN_MS = 20_000
const TAPS = 3

/** Where she begins: on Today beside a family that is due; in English on Find, where a name has been typed. @returns what she taps first */
async function begins(visitor: Visitor): Promise<Locator> {
  if (visitor.way.locale === 'zh') {
    await visitor.go('/')
    await visitor.arrives(visitor.words(todayWords)('title'))
    return visitor.page.locator('a[href$="/log"]').first()
  }
  await visitor.go('/families')
  const name = await visitor.page.locator('tbody tr [data-primary]').first().innerText()
  await visitor.go('/find?for=log')
  await visitor.arrives(visitor.words(familiesWords)('find_for_log'))
  await visitor.page.locator('main .nx-search input').fill(name.split(/[,、 ]/)[0] ?? '')
  return visitor.page.locator('tbody tr a[href$="/log"]').first()
}

/** Saved without a kind, the form says what is missing. */
async function isAskedForTheKind(visitor: Visitor, log: string): Promise<void> {
  const w = visitor.words(careRecordsWords)
  await visitor.go(log)
  await visitor.arrives(w('page.log'))
  await visitor.step('empty')
  await visitor.button(w('page.save')).click()
  await visitor.sees(w('page.kind_needed'))
  await visitor.step('kind-needed')
  await visitor.page.getByRole('radio', { name: w('tile.phone'), exact: true }).click()
  await visitor.step('chosen')
}

describe('a community worker logs an act', () => {
  test.for(ALL_WAYS)('in three taps, at the $size in $locale', async (here) => {
    const visitor = await enterAs('log', 'community', here, '/')
    const { page } = visitor
    const w = visitor.words(careRecordsWords)
    const log = (await (await begins(visitor)).getAttribute('href')) ?? ''
    await isAskedForTheKind(visitor, log)
    // The timeline shows its newest page: what is counted is today's.
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
    const acts = page.locator('.nx-timeline li', { hasText: today.slice(5) })
    await visitor.go(log.replace(/\/log$/, ''))
    await visitor.settles()
    const before = await acts.count()

    let taps = 0
    const tap = async (what: Locator) => {
      taps += 1
      await what.click()
    }
    const first = await begins(visitor)
    expect(await first.getAttribute('href')).toBe(log)
    const from = performance.now()
    await tap(first)
    await tap(page.getByRole('radio', { name: w('tile.phone'), exact: true }))
    const recorded = page.waitForResponse(
      (answer) => answer.url().endsWith('/api/care-records') && answer.request().method() === 'POST',
    )
    await tap(visitor.button(w('page.save')))
    expect((await recorded).status()).toBe(200)
    expect(performance.now() - from).toBeLessThanOrEqual(WITHIN_MS)
    expect(taps).toBeLessThanOrEqual(TAPS)
    await visitor.sees(w('page.saved'))

    await page.waitForURL(/\/families\/[0-9a-f-]{36}$/)
    await acts.nth(before).waitFor()
    await visitor.step('on-the-timeline')
    await takesItBack(visitor, today)
  })
})
