import { describe, expect, test } from 'vitest'
import { entitlementsWords } from '../../src/promises/entitlements/words/index.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { enterAs } from './support/people.ts'
import { TWO_WAYS, useBrowser } from './support/visitor.ts'

useBrowser()

/** The first language and screen find differences and write them; the second finds that nothing differs any more. */
describe('the district officer runs eligibility', () => {
  test.for(TWO_WAYS)('at the $size in $locale', async (here) => {
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

    const differences = page.getByRole('table', { name: w('run.differences') })
    const open = differences.getByRole('button', { name: new RegExp(`^${w('run.see')} `) })
    if ((await open.count()) > 0) {
      const line = await open.first().locator('xpath=ancestor::tr').innerText()
      await open.first().click()
      const names = page.getByRole('dialog').locator('tbody tr')
      await names.first().waitFor()
      // The line says 户 or 人: the list behind it is as long, as far as its first page goes.
      const said = Number(/(\d+) ?(人|户|person|household)/.exec(line.split(/户 |households? /).at(-1) ?? '')?.[1])
      expect(await names.count()).toBe(Math.min(said, 20))
      await visitor.step('names')
      await visitor.shuts(page.getByRole('dialog'))
    }
    const apply = page.getByRole('button', { name: /^(执行，写入|Apply: write) / })
    if ((await apply.count()) > 0) {
      await apply.click()
      await visitor.dialog(w('run.apply_title'))
      await visitor.step('what-will-happen')
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^(执行，写入|Apply: write) / })
        .click()
      await visitor.sees(w('run.done_title'))
      await visitor.step('done')
      await visitor.link(w('run.to_list')).click()
    } else {
      await visitor.go('/due')
    }

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
    // An insurance asks what it cost, and what is in a round of payments waits for the bank; what is handed out does neither.
    await rows
      .filter({ hasNotText: /保险|insurance|发放中|being paid/i })
      .first()
      .getByRole('checkbox')
      .check()
    await visitor.button(w('act.reach')).click()
    await visitor.dialog(w('act.reach_title'))
    await visitor.step('reach')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: w('act.reach_count', { count: 1 }) })
      .click()
    await visitor.sees(w('act.done_reach', { count: 1 }))

    await visitor.go('/due?state=reached')
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
  })
})
