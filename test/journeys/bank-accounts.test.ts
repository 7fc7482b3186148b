import { describe, expect, test } from 'vitest'
import { bankAccountsWords } from '../../src/registry/bank-accounts/words/index.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { cardOf } from '../support/cards.ts'
import { ask } from './support/ask.ts'
import { confirmsIdentity, enterAs } from './support/people.ts'
import { TWO_WAYS, useBrowser, type Visitor } from './support/visitor.ts'

useBrowser()

type Listed = { items: { person_id: string; person_name: string; family_id: string }[] }

/** Two people of the worker's community whose account is in use and of whom nothing waits. */
async function settled(worker: Visitor) {
  const inUse = await ask<Listed>(worker, 'GET', '/api/bank-accounts?limit=100')
  const waiting = await Promise.all(
    ['requested', 'cooling'].map((state) =>
      ask<Listed>(worker, 'GET', `/api/bank-accounts/requests?state=${state}&limit=100`),
    ),
  )
  const busy = new Set(waiting.flatMap((one) => one.items.map((row) => row.person_id)))
  const [one, two] = inUse.items.filter((row) => !busy.has(row.person_id))
  if (!one || !two) throw new Error('Most accounts of the demonstration are settled.')
  return [one, two] as const
}

/** A new card of one person, entered in her family's file. */
async function asks(worker: Visitor, who: { person_id: string; family_id: string }, number: string): Promise<void> {
  const w = worker.words(bankAccountsWords)
  await worker.go(`/families/${who.family_id}`)
  await worker.button(w('add')).click()
  const dialog = await worker.dialog(w('add'))
  await dialog.getByLabel(w('person')).selectOption(who.person_id)
  await dialog.getByLabel(w('bank'), { exact: true }).selectOption('ICBC')
  await dialog.getByLabel(w('number'), { exact: true }).fill(number)
  await dialog.getByLabel(w('reason'), { exact: true }).fill('原卡遗失，换了新卡')
  await worker.step('asks-for-a-change')
  await dialog.getByRole('button', { name: w('add') }).click()
  await worker.sees(w('asked'))
}

const rowOf = (visitor: Visitor, number: string) =>
  visitor.page.locator('tbody tr').filter({ hasText: number.slice(-4) })
const tab = (visitor: Visitor, name: string) => visitor.page.getByRole('button', { name: new RegExp(`^${name}`) })

/** The page shows the last four digits of the number, never the number. */
async function masks(visitor: Visitor, number: string): Promise<void> {
  await visitor.sees(new RegExp(`\\*{4} ${number.slice(-4)}`))
  expect(await visitor.page.locator('main').innerText()).not.toContain(number)
}

describe('an account is changed by two people, cools off, and the family is told', () => {
  test.for(TWO_WAYS)('at the $size in $locale', async (here) => {
    const from = here.locale === 'zh' ? 8100 : 8200
    const [kept, objected] = [cardOf(from + 17), cardOf(from + 31)]
    const worker = await enterAs('bank-accounts', 'community', here, '/bank-accounts')
    const w = worker.words(bankAccountsWords)
    const shell = worker.words(shellWords)
    await worker.arrives(w('queue'))
    const [one, two] = await settled(worker)
    await asks(worker, one, kept)
    await asks(worker, two, objected)

    // The second person sees in the side bar that something waits, reads what became of the account before, and approves.
    const approver = await enterAs('bank-accounts', 'approver', here, '/bank-accounts')
    approver.expects(403)
    await approver.arrives(w('queue'))
    await rowOf(approver, kept).waitFor()
    if (here.size === 'desk') await approver.page.locator('.nx-nav-count').first().waitFor()
    await masks(approver, kept)
    await approver.step('to-approve')
    await rowOf(approver, kept).getByRole('link', { name: one.person_name }).click()
    await approver.arrives(w('history_of', { name: one.person_name }))
    await masks(approver, kept)
    await approver.step('history-before')
    await approver.go('/bank-accounts')
    for (const number of [kept, objected]) await rowOf(approver, number).getByRole('checkbox').check()
    await approver.button(w('approve')).first().click()
    const approve = await approver.dialog(w('approve'))
    await approver.step('what-approving-does')
    await approve.getByRole('button', { name: w('approve') }).click()
    await confirmsIdentity(approver)
    await approver.sees(w('approved', { count: 2 }))
    await tab(approver, w('tab_cooling')).click()
    await rowOf(approver, kept).waitFor()
    await approver.step('cooling-off')

    // Who asked does not say that the families were told; a colleague of the street does, both at once. One family objects, and the
    // former account goes on.
    await worker.go('/bank-accounts?state=to_tell')
    await rowOf(worker, kept).waitFor()
    expect(
      await rowOf(worker, kept)
        .getByRole('button', { name: w('told') })
        .count(),
    ).toBe(0)
    const street = await enterAs('bank-accounts', 'street', here, '/bank-accounts?state=to_tell')
    for (const number of [kept, objected]) await rowOf(street, number).getByRole('checkbox').check()
    await street.step('to-tell')
    await street.button(w('told_many', { count: 2 })).click()
    const tell = await street.dialog(w('told'))
    await tell.getByRole('button', { name: w('told_many', { count: 2 }) }).click()
    await street.sees(w('told_done', { count: 2 }))
    await worker.go('/bank-accounts?state=cooling')
    await rowOf(worker, objected)
      .getByRole('button', { name: w('object') })
      .click()
    const object = await worker.dialog(w('object'))
    await object.getByLabel(w('why_family')).fill('这张卡不是本人办的')
    await object.getByRole('button', { name: w('object') }).click()
    await worker.sees(w('cancelled'))
    await worker.go(`/bank-accounts/${two.person_id}`)
    await worker.sees('这张卡不是本人办的')
    await worker.sees(w('standing_active'))
    await worker.step('history-after-an-objection')

    // The book of accounts in use: found by the last four digits, masked; what nobody has is told as that.
    const officer = await enterAs('bank-accounts', 'district', here, '/bank-accounts')
    await officer.arrives(w('queue'))
    await tab(officer, w('tab_active')).click()
    const book = officer.page.getByRole('table', { name: w('tab_active') }).locator('tbody tr')
    await book.first().waitFor()
    await officer.step('in-use')
    const last4 = /\*{4} (\d{4})/.exec(await book.first().innerText())?.[1] ?? ''
    await officer.page.getByRole('textbox', { name: shell('search_label') }).fill(last4)
    await officer.page.waitForURL(new RegExp(`q=${last4}`))
    await book.filter({ hasText: last4 }).first().waitFor()
    await officer.go('/bank-accounts?state=active&q=nobody')
    await officer.sees(w('none_found'))
    await officer.step('nobody-found')

    // Next door: neither in the book nor by the address.
    const neighbour = await enterAs('bank-accounts', 'neighbour', here, '/bank-accounts?state=active')
    await neighbour.arrives(w('queue'))
    const theirs = await ask<Listed>(neighbour, 'GET', '/api/bank-accounts?limit=100')
    expect(theirs.items.map((row) => row.person_id)).not.toContain(one.person_id)
    neighbour.expects(404)
    await neighbour.go(`/bank-accounts/${one.person_id}`)
    await neighbour.sees(shell('not_found_title'))
    await neighbour.step('out-of-reach')
  })
})
