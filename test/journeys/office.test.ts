import { describe, expect, test } from 'vitest'
import { addDays, civilDate } from '../../src/kernel/calendar.ts'
import { claimsWords } from '../../src/promises/claims/words/index.ts'
import { libraryWords } from '../../src/promises/library/words.ts'
import { bankAccountsWords } from '../../src/registry/bank-accounts/words/index.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { confirmsIdentity, enterAs } from './support/people.ts'
import { TWO_WAYS, useBrowser } from './support/visitor.ts'

useBrowser()

const today = civilDate(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10))

describe('an association sets its own rules', () => {
  test.for(TWO_WAYS)('a procedure and a cooling-off, by two people, at the $size in $locale', async (here) => {
    const zh = here.locale === 'zh'
    const officer = await enterAs('office', 'district', here, '/claim-procedures')
    const w = officer.words(claimsWords)
    await officer.arrives(w('page.procedures'))
    await officer.step('procedures')
    await officer.link(w('page.procedure_write')).click()
    await officer.arrives(w('page.procedure_write'))
    const name = zh ? '盘龙区出行类流程' : 'Panlong procedure for safety'
    await officer.page.locator('input[name="name_zh"]').fill(zh ? name : '盘龙区安全类流程')
    await officer.page.locator('input[name="name_en"]').fill(zh ? 'Panlong procedure for travel' : name)
    // A theme nobody declares for, so that other journeys keep their chain.
    await officer.page.locator('select[name="theme"]').selectOption(zh ? 'travel' : 'safety')
    await officer.page.locator('input[name="source"]').fill('区计生协内部规定')
    const notice = officer.page.getByLabel(`${w('step.village_notice')} · ${w('page.notice_days')}`)
    await notice.fill('')
    officer.expects(400)
    await officer.button(w('page.procedure_send')).click()
    await officer.sees(w('steps.notice_days'))
    await officer.step('what-is-wrong')
    await notice.fill('5')
    await officer.button(w('page.procedure_send')).click()
    await officer.sees(w('page.procedure_sent'))
    await officer.sees(w('procedure.states.proposed'))

    const approver = await enterAs('office', 'approver', here, '/claim-procedures')
    await approver.arrives(w('page.procedures'))
    await approver.sees(name)
    await approver.step('to-approve')
    await approver.button(w('procedure.return')).click()
    const back = await approver.dialog(w('procedure.return_title'))
    const reason = zh ? '公示天数请按文件写七天' : 'The document says seven days'
    await back.locator('textarea[name="reason"]').fill(reason)
    await approver.step('return')
    await back.getByRole('button', { name: w('procedure.return') }).click()
    await approver.sees(reason)

    await officer.go('/claim-procedures')
    await officer.sees(reason)
    await officer.step('sent-back')
    await officer.link(w('procedure.anew')).click()
    await officer.arrives(w('page.procedure_write'))
    await notice.fill('7')
    await officer.step('anew')
    await officer.button(w('page.procedure_send')).click()
    await officer.sees(w('page.procedure_sent'))

    await approver.go('/claim-procedures?state=proposed')
    await approver.sees(name)
    await approver.button(w('procedure.approve')).click()
    const approval = await approver.dialog(w('procedure.approve_title'))
    await approver.step('approve')
    approver.expects(403)
    await approval.getByRole('button', { name: w('procedure.approve') }).click()
    await confirmsIdentity(approver)
    await approver.sees(w('procedure.approved', { date: today }))

    const accounts = approver.words(bankAccountsWords)
    await approver.go('/bank-accounts')
    await approver.button(accounts('cooling')).click()
    const dialog = await approver.dialog(accounts('cooling'))
    // The days in force come from the server; what is typed before them would stand behind them.
    const days = dialog.locator('input[name="cooling_days"]')
    await expect.poll(() => days.inputValue()).not.toBe('')
    await days.fill('5')
    await dialog.locator('input[name="valid_from"]').fill(addDays(today, zh ? 60 : 61))
    await approver.step('cooling')
    await dialog.getByRole('button', { name: accounts('cooling') }).click()
    await approver.sees(accounts('cooling_set', { count: 5 }))

    // The library stands where everybody looks: in the side bar, on a phone behind More.
    const shell = officer.words(shellWords)
    if (here.size === 'phone') await officer.button(shell('nav_more')).click()
    await officer.link(shell('nav_library')).click()
    await officer.arrives(officer.words(libraryWords)('title'))
    await officer.sees('盘龙区高龄补助办法')
    await officer.step('library')
  })
})
