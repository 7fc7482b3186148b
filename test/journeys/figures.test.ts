import { describe, expect, test } from 'vitest'
import { reportsWords } from '../../src/figures/reports/words.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { enterAs } from './support/people.ts'
import { TWO_WAYS, useBrowser } from './support/visitor.ts'

useBrowser()

const numberIn = (text: string): number => Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', '') ?? 'NaN')

describe('a figure opens to its people', () => {
  test.for(TWO_WAYS)('at the $size in $locale', async (here) => {
    const visitor = await enterAs('figures', 'district', here, '/figures')
    const { page } = visitor
    const w = visitor.words(reportsWords)
    const shell = visitor.words(shellWords)
    const figure = page.locator('main a[href*="/figures/"]').filter({ hasNotText: /^0$/ }).first()
    await figure.waitFor()
    await visitor.step('statement')
    const value = numberIn(await figure.innerText())
    await figure.click()
    await visitor.sees(w('list_title'))
    const rows = page.getByRole('table', { name: w('list_title') }).locator('tbody tr')
    await rows.first().waitFor()
    await visitor.step('list')

    // All pages of the list together are the figure: the shares of its rows add up to it.
    const more = visitor.button(shell('more_unknown'))
    while ((await more.count()) > 0) {
      const had = await rows.count()
      // The button goes with the last page, perhaps while it is being asked for: what counts is the sum below.
      await more.click({ timeout: 5_000 }).catch(() => undefined)
      await expect
        .poll(async () => (await rows.count()) > had || (await more.count()) === 0, { timeout: 20_000 })
        .toBe(true)
    }
    const shares = await rows.locator('td:last-child').allInnerTexts()
    expect(shares.reduce((sum, share) => sum + numberIn(share), 0)).toBe(value)

    await rows.first().getByRole('link').first().click()
    await page.waitForURL(/\/families\/[0-9a-f-]{36}$/)
    // The heading of the list stands until the file is read: its timeline says that it is.
    await page.locator('.nx-timeline li').first().waitFor()
    await visitor.step('family')
    await page.goBack()
    await visitor.sees(w('list_title'))

    await visitor.go('/figures')
    await visitor.button(shell('export')).click()
    const dialog = await visitor.dialog(shell('export'))
    await dialog.getByRole('button', { name: shell('export'), exact: true }).click()
    await visitor.sees(shell('export_purpose_needed'))
    await visitor.step('export-asks-a-purpose')
    // Typed letter by letter, as people do: what is wrong is said once and takes the focus from nobody who mends it.
    const purpose = dialog.getByLabel(shell('export_purpose'))
    await purpose.pressSequentially(here.locale === 'zh' ? '年度工作总结' : 'yearly report')
    expect(await purpose.inputValue()).toBe(here.locale === 'zh' ? '年度工作总结' : 'yearly report')
    const download = page.waitForEvent('download')
    await dialog.getByRole('button', { name: shell('export'), exact: true }).click()
    expect((await download).suggestedFilename()).toMatch(/\.xlsx$/)
    await visitor.step('exported')
  })
})
