import { describe, test } from 'vitest'
import { kernelWords } from '../../src/kernel/kernel-words.ts'
import { fundsWords } from '../../src/ledgers/funds/words/index.ts'
import { enterAs } from './support/people.ts'
import { TWO_WAYS, useBrowser } from './support/visitor.ts'

useBrowser()

describe('an appropriation is entered as its document writes it', () => {
  test.for(TWO_WAYS)('at the $size in $locale', async (here) => {
    const finance = await enterAs('funds', 'finance', here, '/funds/appropriations')
    const w = finance.words(fundsWords)
    await finance.arrives(w('appropriations'))
    await finance.button(w('appropriation_new')).click()
    const dialog = await finance.dialog(w('appropriation_new'))
    const amount = dialog.locator('input[name="stated_fen"]')
    const enter = dialog.getByRole('button', { name: w('appropriation_new'), exact: true })
    await amount.fill('3000元')
    await enter.click()
    await finance.sees(finance.words(kernelWords)('amount.format'))
    await finance.step('money-unread')
    await amount.fill('３０００')
    await enter.click()
    await finance.sees(w('appropriation_entered'))
    await finance.page.locator('tbody tr').filter({ hasText: '3,000.00' }).first().waitFor()
    await finance.step('entered')
  })
})
