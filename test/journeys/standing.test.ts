import { describe, expect, test } from 'vitest'
import { standingWords } from '../../src/promises/standing/words/index.ts'
import type { StandingItem } from '../../src/promises/standing/contract/index.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { ask } from './support/ask.ts'
import { enactTopUp } from './support/law.ts'
import { prints } from './support/paper.ts'
import { enterAs } from './support/people.ts'
import { TWO_WAYS, useBrowser, type Visitor } from './support/visitor.ts'

useBrowser()

/** Whoever lives alone, or as a couple past 65, is given a wristband: how a family lives decides it. */
const WRISTBAND = 'panlong_wristband'

type Listed = { items: StandingItem[] }
type Living = 'unknown' | 'with_relatives' | 'alone'

/** What a visit found out about how the family lives, written into its file. */
async function lives(officer: Visitor, family_id: string, living_arrangement: Living): Promise<void> {
  const { version } = await ask<{ version: number }>(officer, 'GET', `/api/families/${family_id}`)
  const change = { set: { living_arrangement } }
  await ask(officer, 'POST', `/api/families/${family_id}/change`, { version, change })
}

/** One family whose living is no longer known, one that moved in with relatives, one that lives alone now. */
async function threeFamiliesChange(officer: Visitor) {
  const { items } = await ask<Listed>(officer, 'GET', `/api/standing?list=yes&policy=${WRISTBAND}&limit=100`)
  const [unknown, lost] = [...new Map(items.map((one) => [one.family_id, one])).values()]
  const others = await ask<{ rows: { family_id: string }[] }>(
    officer,
    'GET',
    '/api/families?living=with_relatives&limit=20',
  )
  const gained = others.rows.find((one) => one.family_id !== lost?.family_id)
  if (!unknown || !lost || !gained)
    throw new Error('The demonstration has families that live alone, and with relatives.')
  await lives(officer, unknown.family_id, 'unknown')
  await lives(officer, lost.family_id, 'with_relatives')
  await lives(officer, gained.family_id, 'alone')
  return { unknown, lost, gained: gained.family_id }
}

/** Opens the first slip of a list, and answers its address. */
async function opensSlip(officer: Visitor, row: RegExp | string): Promise<string> {
  const w = officer.words(standingWords)
  await officer.page
    .locator('tbody tr')
    .filter({ hasText: row })
    .getByRole('link', { name: w('page.slip') })
    .first()
    .click()
  await officer.arrives(w('slip.title'))
  return new URL(officer.page.url()).pathname
}

const states = (officer: Visitor) => officer.page.locator('.nx-pairs .nx-chip').allInnerTexts()

describe('the officer reads who qualifies soon, and hands out decision slips', () => {
  test.for(TWO_WAYS)('at the $size in $locale', async (here) => {
    const officer = await enterAs('standing', 'district', here, '/standing')
    const { page } = officer
    const w = officer.words(standingWords)
    const shell = officer.words(shellWords)
    await officer.arrives(w('page.title'))
    const { unknown, lost, gained } = await threeFamiliesChange(officer)
    await page.reload()
    await officer.button(w('page.refresh')).click()
    const number = String.raw`\d+`
    await officer.sees(new RegExp(w('page.refreshed', { date: '.*', gained: number, lost: number, unknown: number })))

    // Soon: on which day, and by which condition.
    await officer.button(new RegExp(`^${w('list.soon')}`)).click()
    await officer.sees(w('list_text.soon'))
    const rows = page.getByRole('table', { name: w('list.soon') }).locator('tbody tr')
    await rows.first().waitFor()
    await officer.settles()
    const days = (await rows.allInnerTexts()).map((text) => /\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? '')
    expect(days.every((day) => day !== '')).toBe(true)
    expect(days).toEqual(days.toSorted())
    await officer.step('soon')

    // Refused today: only what failed, and the day that changes it by itself.
    const soon = await opensSlip(officer, days[0] ?? '')
    await officer.sees(w('slip.lines.no'))
    await officer.sees(w('slip.met_on', { date: days[0] ?? '' }))
    expect(new Set(await states(officer))).toEqual(new Set([w('slip.state.failed')]))
    await officer.step('slip-refused-until')
    expect(await prints(officer, 'slip-refused-on-paper')).toBe(1)

    // Yes: every condition with its fact, what is granted and on which document.
    await officer.go(`/standing?policy=${WRISTBAND}`)
    await opensSlip(officer, /./)
    await officer.sees(w('slip.lines.yes'))
    await officer.sees(w('slip.grant'))
    expect(await states(officer)).toContain(w('slip.state.met'))
    await officer.step('slip-yes')
    expect(await prints(officer, 'slip-yes-on-paper')).toBe(1)

    // Of law with a document behind it: the number of the document, and of the one the rate stands on.
    const name = here.locale === 'zh' ? '高龄津贴' : 'Allowance for the old'
    const numbers = { document_number: '盘卫〔2026〕9号', rate_number: '盘财〔2026〕12号' }
    const approver = await enterAs('standing-approver', 'approver', here, '/policies')
    const law = await enactTopUp(officer, approver, name, numbers)
    // Nobody asks for it: law that comes into force finds its people by itself.
    const found = () => ask<Listed>(officer, 'GET', `/api/standing?list=yes&policy=${law.code}`)
    await expect.poll(async () => (await found()).items.length, { timeout: 60_000 }).toBeGreaterThan(0)
    await officer.go(`/standing?policy=${law.code}`)
    await opensSlip(officer, /./)
    const says = (label: string) => page.locator(`dt:text-is("${label}") + dd`).innerText()
    expect(await says(w('slip.document_number'))).toContain(numbers.document_number)
    expect(await says(w('slip.amount'))).toContain(numbers.rate_number)
    await officer.step('slip-by-document')

    // Unknown: the list and the slip name the missing fact, not a refusal.
    await officer.go('/standing?list=unknown')
    await officer.sees(w('missing', { what: w('about.living') }))
    await officer.step('unknown')
    await opensSlip(officer, unknown.file)
    await officer.sees(w('slip.lines.unknown'))
    await officer.sees(w('slip.supply.living'))
    expect(new Set(await states(officer))).toEqual(new Set([w('slip.state.unknown')]))
    await officer.step('slip-unknown')
    expect(await prints(officer, 'slip-unknown-on-paper')).toBe(1)

    // Lost and gained, each with its cause.
    const cause = new RegExp(`${w('cause.register')}.*${w('about.living')}`)
    await officer.go(`/standing?list=lost&policy=${WRISTBAND}`)
    const gone = page.locator('tbody tr').filter({ hasText: lost.file })
    await gone.filter({ hasText: cause }).first().waitFor()
    await officer.step('lost')
    await opensSlip(officer, lost.file)
    await officer.sees(w('slip.lines.no'))
    await officer.sees(w('slip.change.living'))
    await officer.step('slip-refused')
    await officer.go(`/standing?list=gained&policy=${WRISTBAND}`)
    await page.locator('tbody tr').filter({ hasText: cause }).first().waitFor()
    expect(await page.locator(`tbody a[href="/families/${gained}"]`).count()).toBeGreaterThan(0)
    await officer.step('gained')

    // Next door: neither on the list nor by the address, which reads as what does not exist.
    const neighbour = await enterAs('standing', 'neighbour', here, '/standing?list=soon')
    await neighbour.arrives(w('page.title'))
    const listed = await ask<Listed>(neighbour, 'GET', '/api/standing?list=yes&limit=100')
    const own = await ask<{ active_post: { division: number } }>(neighbour, 'GET', '/api/session')
    expect(new Set(listed.items.map((one) => one.community))).toEqual(new Set([own.active_post.division]))
    await neighbour.step('next-door')
    neighbour.expects(404)
    await neighbour.go(soon)
    await neighbour.sees(shell('not_found_title'))
    await neighbour.step('slip-out-of-reach')
  })
})
