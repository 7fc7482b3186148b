import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { entitlementsWords } from '../../src/promises/entitlements/words/index.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { ask } from './support/ask.ts'
import { enterAs } from './support/people.ts'
import { TWO_WAYS, useBrowser, type Visitor } from './support/visitor.ts'

useBrowser()

const APPLY = /^(执行，写入|Apply: write) /

/** How many items are owed and not yet reached. */
async function owed(visitor: Visitor): Promise<number> {
  const { total } = await ask<{ total: { rows: number } }>(visitor, 'GET', '/api/entitlements/sums?state=due')
  return total.rows
}

/** The number a fact of the confirmation begins with: `12 项`. */
async function factOf(dialog: Locator, label: string): Promise<number> {
  const fact = dialog.locator('.nx-numbers > div').filter({ hasText: label })
  return Number(/([\d,]+) /.exec(await fact.innerText())?.[1]?.replaceAll(',', ''))
}

/** Whom a line of differences names are as many as it says; written, the list of what is owed has grown by what the confirmation said. */
async function appliesDifferences(visitor: Visitor): Promise<void> {
  const { page } = visitor
  const w = visitor.words(entitlementsWords)
  const differences = page.getByRole('table', { name: w('run.differences') })
  const open = differences.getByRole('button', { name: new RegExp(`^${w('run.see')} `) }).first()
  const line = await open.locator('xpath=ancestor::tr').innerText()
  await open.click()
  const names = page.getByRole('dialog').locator('tbody tr')
  await names.first().waitFor()
  // The line says 户 or 人: the list behind it is as long, as far as its first page goes.
  const said = Number(/(\d+) ?(人|户|person|household)/.exec(line.split(/户 |households? /).at(-1) ?? '')?.[1])
  expect(await names.count()).toBe(Math.min(said, 20))
  await visitor.step('names')
  await visitor.shuts(page.getByRole('dialog'))

  const before = await owed(visitor)
  await page.getByRole('button', { name: APPLY }).click()
  const dialog = await visitor.dialog(w('run.apply_title'))
  await visitor.step('what-will-happen')
  const [gained, lost] = [await factOf(dialog, w('run.gained')), await factOf(dialog, w('run.lost'))]
  expect(gained).toBeGreaterThan(0)
  await dialog.getByRole('button', { name: APPLY }).click()
  await visitor.sees(w('run.done_title'))
  await visitor.step('done')
  expect(await owed(visitor)).toBe(before + gained - lost)
  await visitor.link(w('run.to_list')).click()
}

/** Once written, nobody is new, changed or lost, and there is nothing to apply. Of whom a fact is missing is still said. */
async function findsNone(visitor: Visitor): Promise<void> {
  const w = visitor.words(entitlementsWords)
  const differences = visitor.page.getByRole('table', { name: w('run.differences') })
  await differences
    .locator('tbody tr')
    .filter({ hasText: w('difference.unknown') })
    .first()
    .waitFor()
  for (const change of ['gained', 'changed', 'lost'] as const)
    expect(await differences.getByText(w(`difference.${change}`), { exact: true }).count()).toBe(0)
  expect(await visitor.page.getByRole('button', { name: APPLY }).count()).toBe(0)
  await visitor.go('/due')
}

/** The first language and screen find differences and write them; the second finds that nothing differs any more. */
describe('the district officer runs eligibility', () => {
  test.for(TWO_WAYS.map((way, n) => ({ ...way, first: n === 0 })))(
    'at the $size in $locale',
    async ({ first, ...here }) => {
      const visitor = await enterAs('eligibility', 'district', here, '/due')
      const { page } = visitor
      const w = visitor.words(entitlementsWords)
      await visitor.arrives(w('page.due'))
      await visitor.step('owed-before')
      await visitor.link(w('page.new_run')).click()
      await visitor.arrives(w('run.title'))
      await visitor.step('choose')
      await visitor.button(w('run.preview')).click()
      await visitor.sees(w('run.checked'))
      await visitor.step('preview')

      await (first ? appliesDifferences(visitor) : findsNone(visitor))

      await visitor.arrives(w('page.due'))
      const rows = page.getByRole('table', { name: w('page.owed') }).locator('tbody tr')
      await visitor.go('/due?state=due')
      await rows.first().waitFor()
      await visitor.step('owed')
      // What is marked belongs to what was asked: with another question nothing is marked any more.
      const bulk = page.getByText(visitor.words(shellWords)('selected', { count: 1 }), { exact: true })
      await rows.first().getByRole('checkbox').check()
      await bulk.waitFor()
      await visitor.button(w('state.reached')).click()
      await bulk.waitFor({ state: 'hidden' })
      await visitor.button(w('state.reached')).click()
      await rows.first().waitFor()
      expect(await rows.getByRole('checkbox', { checked: true }).count()).toBe(1)
      await rows.first().getByRole('checkbox').uncheck()
      // An insurance asks what it cost, and money may wait for the bank; a thing that is handed out does neither. Asked for by its policy: the first page
      // of everything may be money alone.
      await visitor.go('/due?state=due&policy=panlong_wristband')
      await rows.first().getByRole('checkbox').check()
      await visitor.button(w('act.reach')).click()
      await visitor.dialog(w('act.reach_title'))
      await visitor.step('reach')
      await page
        .getByRole('dialog')
        .getByRole('button', { name: w('act.reach_count', { count: 1 }) })
        .click()
      await visitor.sees(w('act.done_reach', { count: 1 }))

      // What a round or the bank has reached is taken back where it was recorded.
      await visitor.go('/due?state=reached&policy=panlong_wristband')
      await rows.first().waitFor()
      await visitor.step('reached')
      await rows
        .first()
        .getByRole('button', { name: w('act.undo') })
        .click()
      const undo = await visitor.dialog(w('act.undo_title'))
      await undo.getByLabel(w('act.reason')).fill(here.locale === 'zh' ? '登记有误' : 'marked by mistake')
      await visitor.step('undo')
      await undo.getByRole('button', { name: w('act.undo') }).click()
      await visitor.sees(/已撤回，\d+ 项回到待落实|Taken back: \d+ owed again/)
      await visitor.step('undone')
    },
  )
})
