import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { entitlementsWords } from '../../src/promises/entitlements/words/index.ts'
import { editorWords } from '../../src/promises/policies/words/editor/index.ts'
import { policiesWords } from '../../src/promises/policies/words/index.ts'
import { CHANGES } from '../../src/promises/simulations/rules/outcome.ts'
import { simulationsWords } from '../../src/promises/simulations/words/index.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { ask } from './support/ask.ts'
import { enactTopUp, showsSecondFactor } from './support/law.ts'
import { enterAs } from './support/people.ts'
import { TWO_WAYS, useBrowser, type Visitor } from './support/visitor.ts'

useBrowser()

/** The top-up, in force since January and run once. */
async function topUp(officer: Visitor, approver: Visitor, name: string, month: string) {
  const { policy_id, code } = await enactTopUp(officer, approver, name)
  const run = { division: 530_103_000_000, as_of: `${month}-01` }
  const { fingerprint } = await ask<{ fingerprint: string }>(
    officer,
    'GET',
    `/api/eligibility-runs/preview?division=${run.division}&as_of=${run.as_of}&policy=${code}`,
  )
  await ask(officer, 'POST', '/api/eligibility-runs', { ...run, policy_codes: [code], fingerprint })
  return { policy_id, code }
}

/** Everybody a dialog of names lists, in the order of the names. */
async function namesIn(visitor: Visitor, dialog: Locator): Promise<string[]> {
  const rows = dialog.locator('tbody tr')
  await rows.first().waitFor()
  const more = dialog.getByRole('button', { name: visitor.words(shellWords)('more_unknown') })
  while ((await more.count()) > 0) {
    const shown = await rows.count()
    await more.click()
    await expect.poll(() => rows.count()).toBeGreaterThan(shown)
  }
  const names = await rows.locator('td:first-child').allInnerTexts()
  return names.map((name) => name.trim()).toSorted()
}

/** What the first, the second and the difference of a row say, with their signs. */
async function readSigned(row: Locator): Promise<number[]> {
  const cells = (await row.locator('td').allTextContents()).slice(-3)
  return cells.map((text) => Number(text.replace('−', '-').replaceAll(/[^\d.-]/g, '')))
}

/** An officer raises a top-up for the over-70s by simulation, has it approved, and sees who gained. */
describe('an officer raises the top-up for the over-70s', () => {
  test.for(TWO_WAYS)('at the $size in $locale', async (here) => {
    const name = here.locale === 'zh' ? '高龄生活补贴' : 'Top-up for the old'
    const officer = await enterAs('simulation', 'district', here, '/policies')
    const approver = await enterAs('simulation-approver', 'approver', here, '/policies')
    const { page } = officer
    const [w, e, p] = [officer.words(simulationsWords), officer.words(editorWords), officer.words(policiesWords)]
    const due = officer.words(entitlementsWords)
    await officer.arrives(p('title'))
    await approver.arrives(p('title'))
    const { today } = await ask<{ today: string }>(officer, 'GET', '/api/session')
    const month = today.slice(0, 7)
    const { policy_id, code } = await topUp(officer, approver, name, month)

    // The raise, as a draft of the next version: from 70 on, and 150 instead of 100.
    await officer.go(`/policies/${policy_id}`)
    await officer.arrives(name)
    await officer.link(e('new_version')).click()
    await officer.arrives(e('new_version'))
    await page.getByLabel(`${e('condition', { at: '1' })} · ${e('value')}`, { exact: true }).fill('70')
    await page.getByLabel(new RegExp(`^${e('valid_from')}`)).fill(`${month}-01`)
    await page.getByLabel(e('keep_rates')).uncheck()
    const rate = (what: 'rate_amount' | 'rate_from') =>
      page.getByLabel(new RegExp(`^${e('rate', { n: 1 })} · ${e(what)}`))
    await rate('rate_amount').fill('150')
    await rate('rate_from').fill(`${month}-01`)
    await officer.button(e('save')).click()
    await officer.arrives(name)
    const draft = new URL(page.url()).pathname
    await officer.link(e('simulate')).click()

    // Who gains, what it costs, and whether the money is there.
    await officer.arrives(w('title_of', { name }))
    await officer.sees(w('by_month'))
    await officer.step('simulated')
    // Of this month alone, by name: over a year also those come to more who would have come of age under the law of today.
    await page.getByLabel(w('form.span')).selectOption('1')
    await page.waitForURL(/months=1$|months=1&/)
    await officer.sees(w('by_month'))
    await officer.settles()
    await officer.button(`${w('names')} · ${w('changes.gained')}`).click()
    const gained = await officer.dialog(w('changes.gained'))
    const foretold = await namesIn(officer, gained)
    expect(foretold.length).toBeGreaterThan(0)
    await officer.step('who-gains')
    await officer.shuts(gained)
    await page.getByLabel(w('form.span')).selectOption('12')
    await officer.settles()

    // Kept, and held against half a year.
    const keep = async (as: string) => {
      await officer.button(w('save')).click()
      const dialog = await officer.dialog(w('save_title'))
      await dialog.getByLabel(w('name')).fill(as)
      await dialog.getByRole('button', { name: w('save') }).click()
      await officer.link(as).waitFor()
    }
    await keep(`${name} A`)
    await page.getByLabel(w('form.span')).selectOption('6')
    await officer.sees(w('by_month'))
    await page.waitForURL(/months=6/)
    await keep(`${name} B`)
    await officer.link(w('compare')).click()
    await officer.arrives(w('compare_title'))
    await page.getByRole('table', { name: w('by_month') }).waitFor()
    const figures = page.getByRole('table', { name: w('figure_all') })
    for (const change of CHANGES) {
      const row = figures.getByRole('row').filter({ hasText: w(`figures.${change}`) })
      const counted = (await row.textContent())?.match(/\d\s*(?:人|pe)/g)
      expect(counted, 'a count has its unit, also the difference').toHaveLength(3)
      const [first, second, difference] = await readSigned(row)
      expect(difference, 'the second less the first').toBe((second ?? 0) - (first ?? 0))
    }
    // Half a year costs less than a year: the difference has its sign on the screen.
    const cost = await readSigned(figures.getByRole('row').filter({ hasText: w('money.draft') }))
    expect(cost[2]).toBeLessThan(0)
    expect(cost[2]).toBe((cost[1] ?? 0) - (cost[0] ?? 0))
    await officer.step('compared')
    await officer.link(w('title')).click()
    await officer.link(`${name} A`).click()
    await officer.arrives(`${name} A`)
    await officer.sees(w('changed.nothing'))
    await officer.step('kept')

    // Turned into a version: handed in here, approved by another.
    await officer.go(`${draft}/simulation`)
    await officer.sees(w('by_month'))
    await officer.button(w('submit')).click()
    await officer.sees(w('submitted'))
    await approver.go(`${draft}/simulation`)
    await approver.sees(w('by_month'))
    await approver.go(draft)
    await approver.arrives(name)
    await showsSecondFactor(approver)
    await approver.button(e('approve')).click()
    const asks = await approver.dialog(e('approve_title'))
    await asks.getByRole('button', { name: e('approve') }).click()
    await approver.sees(e('approved'))

    // What was kept says that it belongs to yesterday's law; a run is made, and the names of who gained are there.
    await officer.go(`/due/run?step=preview&policy=${code}&as_of=${month}-01`)
    await officer.sees(due('run.checked'))
    const apply = page.getByRole('button', { name: /^(执行，写入|Apply: write) / })
    await apply.click()
    const what = await officer.dialog(due('run.apply_title'))
    await what.getByRole('button', { name: /^(执行，写入|Apply: write) / }).click()
    await officer.sees(due('run.done_title'))
    const { items } = await ask<{ items: { id: string }[] }>(officer, 'GET', '/api/eligibility-runs?limit=1')
    await officer.go(`/due/runs/${items[0]?.id ?? ''}`)
    const differences = page.getByRole('table', { name: due('run.differences') })
    const line = differences
      .locator('tbody tr')
      .filter({ hasText: due('difference.gained') })
      .first()
    await line.getByRole('button', { name: new RegExp(`^${due('run.see')} `) }).click()
    // Who gained is who was foretold, as of the first day of the month: neither more nor fewer.
    expect(await namesIn(officer, page.getByRole('dialog'))).toEqual(foretold)
    await officer.step('who-gained')
  })
})
