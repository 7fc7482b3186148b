import { describe, expect, test } from 'vitest'
import { contactsWords } from '../../src/care/contacts/words/index.ts'
import { kernelWords } from '../../src/kernel/kernel-words.ts'
import { prints } from './support/paper.ts'
import { enterAs } from './support/people.ts'
import { type Visitor, useBrowser, type Way } from './support/visitor.ts'

useBrowser()

/** Opens the first family that still waits, says how it went, and is back on the list. */
async function tick(walker: Visitor, outcome: 'reached' | 'refused' | 'away', picture: string): Promise<string> {
  const w = walker.words(contactsWords)
  const { page } = walker
  const first = page.locator('a[href*="line="]').first()
  const name = await first.innerText()
  await first.click()
  await walker.pick(w(`state.${outcome}`))
  await walker.step(picture)
  await walker.button(w('page.record')).click()
  await walker.sees(`${name} · ${w(`state.${outcome}`)}`)
  await page.waitForURL((url) => !url.searchParams.has('line'))
  return name
}

/** Her own sheet has the phones of her families; the sheet of all, which anybody may hold, has none. */
async function printsHerSheet(walker: Visitor, title: string): Promise<void> {
  const w = walker.words(contactsWords)
  const { page } = walker
  const round = new URL(page.url()).pathname
  for (const whose of ['mine', 'all'] as const) {
    await walker.go(round)
    await walker.arrives(title)
    await walker.button(w('page.sheet')).click()
    const dialog = await walker.dialog(w('page.sheet_title'))
    await walker.pick(w(`page.sheet_${whose}`))
    await walker.step(`sheet-${whose}-asked`)
    await dialog.getByRole('link', { name: w('page.print') }).click()
    await page.waitForURL(/\/route\?/)
    await page.locator('tbody tr').first().waitFor()
    expect(await prints(walker, `sheet-${whose}-on-paper`)).toBeGreaterThan(0)
    const text = await page.locator('table').innerText()
    expect(/(?<!\d)1\d{10}(?!\d)/.test(text)).toBe(whose === 'mine')
  }
}

/** The round is made at a desk in one language and walked on a phone in the other. */
const WAYS: readonly { desk: Way; phone: Way }[] = [
  { desk: { size: 'desk', locale: 'zh' }, phone: { size: 'phone', locale: 'zh' } },
  { desk: { size: 'desk', locale: 'en' }, phone: { size: 'phone', locale: 'en' } },
]

describe('a festival round', () => {
  test.for(WAYS)('is made at the desk and walked on the phone, in $desk.locale', async ({ desk, phone }) => {
    const officer = await enterAs('round', 'street', desk, '/rounds')
    const w = officer.words(contactsWords)
    const { page } = officer
    const title = desk.locale === 'zh' ? '冬至走访' : 'Winter solstice visits'
    await officer.arrives(w('page.rounds'))
    await officer.step('rounds')
    await officer.link(w('page.new_round')).click()
    await officer.arrives(w('page.new_round'))
    await officer.sees(w('page.preview_sum'))
    await officer.step('new-empty')
    await page.locator('input[name="title"]').fill(title)
    await page.locator('select[name="festival"]').selectOption('winter_solstice')
    await page.locator('input[name="cash_fen"]').fill('300元')
    await page.locator('form button[type="submit"]').click()
    await officer.sees(officer.words(kernelWords)('amount.format'))
    await officer.step('money-unread')
    await page.locator('input[name="cash_fen"]').fill('300')
    await page.locator('input[name="gift"]').fill(desk.locale === 'zh' ? '汤圆一盒' : 'dumplings')
    await officer.step('new-filled')
    await page.locator('form button[type="submit"]').click()
    await officer.arrives(title)
    await officer.step('made')

    await officer.button(w('page.assign')).click()
    const dialog = await officer.dialog(w('page.assign'))
    await dialog.locator('select[name="division"]').selectOption({ label: '任旗营社区居委会' })
    await dialog
      .locator('select[name="worker_id"]')
      .selectOption({ label: await dialog.locator('option', { hasText: '何晓岚' }).innerText() })
    await officer.step('assign')
    await dialog.locator('button[type="submit"]').click()
    await dialog.waitFor({ state: 'detached' })
    await officer.step('assigned')

    const walker = await enterAs('round', 'community', phone, new URL(page.url()).pathname)
    const p = walker.words(contactsWords)
    await walker.arrives(title)
    await walker.step('on-the-phone')
    await walker.link(p('page.walk')).click()
    await walker.page.locator('a[href*="line="]').first().waitFor()
    await walker.step('walk')
    const reached = await tick(walker, 'reached', 'reached')
    await officer.sees(new RegExp(`^1 / \\d+`))
    await tick(walker, 'refused', 'refused')
    await tick(walker, 'away', 'away')
    await walker.step('three-done')

    // The desk has heard of each, without anybody reloading it.
    await officer.sees(w('page.away', { count: 1 }))
    await officer.step('progress-live')

    await walker.go(new URL(page.url()).pathname)
    await walker.arrives(title)
    await walker
      .button(p('page.undo_of', { name: reached }))
      .first()
      .click()
    const undo = await walker.dialog(p('page.undo_of', { name: reached }))
    await undo.getByLabel(p('page.undo_reason')).fill(phone.locale === 'zh' ? '登记错了一户' : 'the wrong family')
    await walker.step('undo')
    await undo.getByRole('button', { name: p('page.undo'), exact: true }).click()
    await walker.sees(p('page.undone'))
    await walker.step('undone')
    await officer.sees(new RegExp(`^0 / \\d+`))
    await officer.step('desk-after-undo')
    expect(await officer.page.locator('h1').innerText()).toBe(title)

    await printsHerSheet(walker, title)
  })
})
