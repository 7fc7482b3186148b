import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { maskName } from '../../src/kernel/mask.ts'
import { claimsWords } from '../../src/promises/claims/words/index.ts'
import { divisionsWords } from '../../src/registry/divisions/words.ts'
import { ask } from './support/ask.ts'
import { confirmsIdentity, enterAs } from './support/people.ts'
import { TWO_WAYS, useBrowser, type Visitor } from './support/visitor.ts'
import { myHouse } from './support/my-house.ts'

useBrowser()

const NATIONAL = '00500000-0000-8000-8000-000000000001'
const OWN_PLACE = 530_103_000_000
type TakeOvers = { items: { policy_id: string; policy_name_zh: string; policy_name_en: string; candidates: number }[] }
type Candidates = { items: { person_id: string; name: string }[] }

/**
 * The district next door sends two people here: one the register here knows, one it does not. Only this district is in the
 * demonstration, so the sending side is written as its own confirmation writes it.
 */
async function nextDoorSends(known: { person_id: string; name: string }, unknown: string): Promise<void> {
  const client = new pg.Client({ connectionString: myHouse().database })
  await client.connect()
  try {
    const { rows } = await client.query<{ id_hmac: Buffer }>('select id_hmac from person where id = $1', [
      known.person_id,
    ])
    await client.query("set session_replication_role = 'replica'")
    for (const [hmac, name] of [
      [rows[0]?.id_hmac, known.name],
      [randomBytes(32), unknown],
    ] as const)
      await client.query(
        `insert into claim_transfer (district, id, claim_id, to_division, id_hmac, masked_name, policy_id, branch, moved_on, sent_by, sent_at)
         values (530102, $1, $2, $3, $4, $5, $6, 'death', current_date - 20, $7, now())`,
        [randomUUID(), randomUUID(), OWN_PLACE, hmac, maskName(name), NATIONAL, randomUUID()],
      )
  } finally {
    await client.end()
  }
}

/** The policy of whose former roll somebody is still missing, and who. */
async function missing(officer: Visitor) {
  const { items } = await ask<TakeOvers>(officer, 'GET', '/api/roll-take-overs')
  const policy = items.find((one) => one.candidates > 1)
  if (!policy) throw new Error('In the demonstration some never claimed.')
  const list = await ask<Candidates>(officer, 'GET', `/api/roll-take-overs/${policy.policy_id}/candidates`)
  const name = officer.way.locale === 'zh' ? policy.policy_name_zh : policy.policy_name_en
  return { ...policy, name, persons: list.items }
}

const rowOf = (visitor: Visitor, text: string) => visitor.page.locator('tbody tr').filter({ hasText: text })

describe('a roll kept before is taken over', () => {
  test.for(TWO_WAYS)('listed by one, confirmed by another, filed, at the $size in $locale', async (here) => {
    const officer = await enterAs('take-over', 'district', here, '/claims')
    const w = officer.words(claimsWords)
    await officer.arrives(w('page.claims'))
    const { name, policy_id, persons, candidates } = await missing(officer)
    const [person] = persons
    await officer.link(w('roll.take_over')).click()
    await officer.arrives(w('roll.take_over'))
    await officer.step('how-far')
    await rowOf(officer, name)
      .getByRole('link', { name: w('roll.list_act') })
      .click()
    await officer.arrives(w('roll.list_of', { policy: name }))
    await rowOf(officer, person?.name ?? '')
      .first()
      .getByRole('checkbox')
      .check()
    await officer.step('candidates')
    await officer.button(w('roll.add', { count: 1 })).click()
    const asks = await officer.dialog(w('roll.add_title'))
    await officer.step('what-listing-does')
    await asks.getByRole('button', { name: w('roll.add', { count: 1 }) }).click()
    await officer.sees(w('roll.added', { count: 1 }))
    await officer.page.getByRole('button', { name: new RegExp(`^${w('roll.waiting')}`) }).click()
    await rowOf(officer, person?.name ?? '')
      .first()
      .waitFor()
    await officer.step('waiting')

    const approver = await enterAs('take-over', 'approver', here, '/claims')
    // The first sending is refused until the second factor has been shown.
    approver.expects(403)
    await approver.arrives(w('page.claims'))
    await approver.link(w('roll.take_over')).click()
    await approver.arrives(w('roll.take_over'))
    await rowOf(approver, name)
      .getByRole('button', { name: w('roll.confirm', { count: 1 }) })
      .click()
    const confirms = await approver.dialog(w('roll.confirm_title'))
    await approver.step('what-confirming-does')
    await confirms.getByRole('button', { name: w('roll.confirm', { count: 1 }) }).click()
    await confirmsIdentity(approver)
    await approver.sees(w('roll.confirmed', { count: 1 }))

    await officer.go('/claims/take-over')
    await rowOf(officer, name)
      .getByRole('button', { name: w('roll.file', { count: 1 }) })
      .click()
    const files = await officer.dialog(w('roll.file_title'))
    await officer.step('what-filing-does')
    await files.getByRole('button', { name: w('roll.file', { count: 1 }) }).click()
    await officer.sees(w('roll.filed', { count: 1 }))
    const after = await ask<TakeOvers>(officer, 'GET', '/api/roll-take-overs')
    expect(after.items.find((one) => one.policy_id === policy_id)?.candidates).toBe(candidates - 1)
    await officer.go(`/claims/take-over/${policy_id}?list=to_file`)
    await officer.sees(w('roll.to_file_none'))
    await officer.step('nobody-left-to-file')
  })
})

describe('somebody on the roll moves to another district, and somebody of another district moves here', () => {
  test.for(TWO_WAYS)('nothing is lost by it, at the $size in $locale', async (here) => {
    // Away: asked for here with the place found by its name, confirmed by another.
    const officer = await enterAs('transfer', 'district', here, '/claims/roll')
    const w = officer.words(claimsWords)
    const d = officer.words(divisionsWords)
    await officer.arrives(w('page.roll'))
    await officer.page.locator('tbody a').first().click()
    await officer.button(w('page.change')).click()
    const change = await officer.dialog(w('page.change'))
    await officer.pick(w('change.transfer'))
    await change.getByRole('searchbox').fill('五华区')
    await change
      .getByRole('button', { name: d('choose_name', { name: '五华区' }) })
      .first()
      .click()
    await change.getByText('云南省昆明市五华区').waitFor()
    await officer.step('moves-away')
    await change.getByRole('button', { name: w('page.change'), exact: true }).click()
    await officer.sees(w('page.sent'))
    const approver = await enterAs('transfer', 'approver', here, '/roll-changes')
    await approver.arrives(w('page.changes'))
    await approver.step('to-be-confirmed')
    await approver.button(w('page.confirm_change')).first().click()
    const confirms = await approver.dialog(w('page.confirm_change'))
    await confirms.getByRole('button', { name: w('page.confirm_change') }).click()
    await approver.sees(w('page.change_none'))

    // Here: nobody waits, then two do. One is known by her ID number, the other is to be registered first.
    await approver.go('/claim-transfers')
    await approver.arrives(w('page.transfers'))
    if (here.locale === 'zh') {
      await approver.sees(w('roll.transfers_none'))
      await approver.step('no-transfers')
    }
    const { persons, name } = await missing(officer)
    const known = persons.at(-1)
    if (!known) throw new Error('Somebody is on no roll yet.')
    await nextDoorSends(known, '柳青青')
    await officer.go('/claim-transfers')
    await officer.sees(w('roll.not_here'))
    await officer.link(w('roll.register')).first().waitFor()
    await officer.step('transfers-as-the-officer-sees-them')
    await approver.go('/claims')
    await approver.arrives(w('page.claims'))
    await approver.link(w('page.transfers')).click()
    await approver.arrives(w('page.transfers'))
    await approver.button(w('roll.receive')).first().click()
    const receive = await approver.dialog(w('roll.receive_title'))
    await receive.getByLabel(w('roll.receive_policy')).selectOption({ label: name })
    await approver.step('receive')
    await receive.getByRole('button', { name: w('roll.receive') }).click()
    await approver.page.waitForURL(/\/claims\/[0-9a-f-]{36}$/)
    await approver.sees(w('decision.confirmed'))
    await approver.step('goes-on-here')
  })
})

type Lines = { deadlines: { what: string; count: number; review: { review_id: string } | null }[] }

/** Of the review that Today reminds of: how many are still to be checked. */
async function unchecked(visitor: Visitor): Promise<number> {
  const { deadlines } = await ask<Lines>(visitor, 'GET', '/api/today')
  return deadlines.find((line) => line.what === 'review')?.count ?? 0
}

describe('the yearly review: Today reminds of it, one goes on, one leaves the roll', () => {
  test.for(TWO_WAYS)('at the $size in $locale', async (here) => {
    const worker = await enterAs('review', 'community', here, '/today')
    const w = worker.words(claimsWords)
    const { page } = worker
    await worker.sees(w('page.today_deadlines'))
    const before = await unchecked(worker)
    expect(before).toBeGreaterThan(1)
    await worker.sees(w('page.today_review', { count: before }))
    await worker.step('today-reminds')
    await page.locator('.nx-queue a[href^="/annual-reviews/"][data-primary]').first().click()
    await worker.arrives(new RegExp(w('page.review_title', { year: String.raw`\d{4}` })))
    await page.locator('tbody tr').first().waitFor()
    await worker.step('not-yet-checked')

    const first = page.locator('tbody tr').first()
    const claimOf = async () => (await first.locator('a[href^="/claims/"]').first().getAttribute('href')) ?? ''
    const goesOn = await claimOf()
    await first.getByRole('checkbox').check()
    await worker.button(w('page.review_check', { count: 1 })).click()
    await worker.sees(w('page.review_checked', { count: 1 }))
    // Who was checked is off the list before the next is looked at.
    await page.locator(`tbody a[href="${goesOn}"]`).first().waitFor({ state: 'detached' })

    const claim = await claimOf()
    await first.getByRole('button', { name: w('page.change') }).click()
    const change = await worker.dialog(w('page.change'))
    await change.getByLabel(w('page.change_cause')).selectOption('regraded')
    await worker.step('leaves-the-roll')
    await change.getByRole('button', { name: w('page.change'), exact: true }).click()
    await worker.sees(w('page.sent'))

    const approver = await enterAs('review', 'approver', here, '/roll-changes')
    await approver.arrives(w('page.changes'))
    await approver.sees(w('cause.regraded'))
    await approver.step('exit-to-be-confirmed')
    await approver.button(w('page.confirm_change')).first().click()
    const confirms = await approver.dialog(w('page.confirm_change'))
    await confirms.getByRole('button', { name: w('page.confirm_change') }).click()
    await approver.sees(w('page.change_none'))

    await worker.go(claim)
    await worker.sees(w('state.exited'))
    await worker.step('left-the-roll')
    await worker.go('/today')
    await worker.sees(w('page.today_review', { count: before - 2 }))
  })
})
