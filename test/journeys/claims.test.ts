import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { claimsWords } from '../../src/promises/claims/words/index.ts'
import { prints } from './support/paper.ts'
import { confirmsIdentity, enterAs, type Persona } from './support/people.ts'
import { TWO_WAYS, useBrowser, visit, type Visitor, type Way } from './support/visitor.ts'
import { myHouse } from './support/my-house.ts'

useBrowser()

/** Nine days go by for the notices that hang: they were posted nine days ago, and so was all before them. */
async function letNineDaysPass(claim: string): Promise<void> {
  const client = new pg.Client({ connectionString: myHouse().database })
  await client.connect()
  try {
    await client.query('begin')
    await client.query("update claim_event set at = at - interval '9 days' where claim_id = $1", [claim])
    await client.query("update claim set step_since = step_since - interval '9 days' where id = $1", [claim])
    await client.query(
      `update claim_notice n set posted_at = posted_at - interval '9 days', closes_on = closes_on - 9
       where exists (select from claim_notice_line l where l.notice_id = n.id and l.claim_id = $1) and concluded_at is null`,
      [claim],
    )
    await client.query('commit')
  } finally {
    await client.end()
  }
}

const PNG = Buffer.from('89504e470d0a1a0a000102', 'hex')

interface Walk {
  here: Way
  claim: string
}

const as = ({ here }: Walk, persona: Persona, to: string) => enterAs('claims', persona, here, to)

/** A review with an opinion and who was there. */
async function review(visitor: Visitor): Promise<void> {
  const w = visitor.words(claimsWords)
  await visitor.button(w('page.review')).click()
  const dialog = await visitor.dialog(w('page.review'))
  await dialog.getByLabel(w('page.opinion_text')).fill('情况属实，同意上报')
  await dialog.getByLabel(w('page.present_field')).fill('评议员甲\n评议员乙')
  await dialog.getByRole('button', { name: w('page.send') }).click()
  await visitor.sees(w('page.sent'))
}

/** Posts the claim and answers the address of its public page. */
async function post(visitor: Visitor): Promise<{ notice: string; link: string }> {
  const w = visitor.words(claimsWords)
  await visitor.button(w('page.post')).click()
  // The notice that hangs now; the one before it is concluded.
  const link = visitor.page
    .locator('li')
    .filter({ hasText: w('page.hangs') })
    .locator('a[href^="/claim-notices/"]')
    .first()
  await link.waitFor()
  await link.click()
  await visitor.arrives(w('page.notice_title'))
  await visitor.step('notice')
  const open = await visitor.page.locator('a[href^="/notice/"]').getAttribute('href')
  // On paper the address of the public page is written out, and no name in full.
  expect(await prints(visitor, 'notice-on-paper')).toBe(1)
  await visitor.page.emulateMedia({ media: 'print' })
  await visitor.sees(new RegExp(`https?://.+${open}$`))
  expect(await visitor.page.locator('tbody tr').first().innerText()).toContain('*')
  await visitor.page.emulateMedia({ media: null })
  return { notice: new URL(visitor.page.url()).pathname, link: open ?? '' }
}

async function conclude(visitor: Visitor, notice: string): Promise<void> {
  const w = visitor.words(claimsWords)
  await visitor.go(notice)
  await visitor.arrives(w('page.notice_title'))
  await visitor.button(w('page.conclude')).click()
}

/** From the family's file to a submitted declaration. */
async function declare(here: Way): Promise<Walk> {
  const visitor = await enterAs('claims', 'community', here, '/families')
  const w = visitor.words(claimsWords)
  await visitor.page
    .locator('tbody a')
    .nth(here.locale === 'zh' ? 0 : 3)
    .click()
  await visitor.page.getByRole('heading', { name: w('page.panel') }).waitFor()
  await visitor.page
    .getByRole('button', { name: here.locale === 'zh' ? /^为 .+ 申报$/ : /^Declare for / })
    .first()
    .click()
  await visitor.dialog(w('page.panel_choose'))
  await visitor.page.locator('dialog[open] a').first().click()
  await visitor.arrives(w('page.form_title'))
  await visitor.step('form')
  await visitor.button(w('page.save_draft')).click()
  await visitor.page.waitForURL(/\/claims\/[0-9a-f-]{36}\/form$/)
  await visitor.arrives(w('page.declaration'))
  visitor.expects(400)
  await visitor.button(w('page.submit')).click()
  await visitor.page.getByRole('alert').first().waitFor()
  await visitor.step('what-is-missing')
  await visitor.page.locator('input[type=file]').setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: PNG })
  await visitor.button(w('page.attach')).click()
  // The child of the form has such a button, too.
  await visitor.page
    .getByRole('complementary')
    .getByRole('button', { name: w('page.remove'), exact: true })
    .waitFor()
  for (const address of await visitor.page.getByLabel(w('page.hukou_address')).all()) await address.fill('试验路1号')
  for (const origin of await visitor.page.getByLabel(w('page.origin')).all()) await origin.selectOption('both')
  for (const unit of await visitor.page.getByLabel(w('page.confirmed_by')).all()) await unit.fill('社区居委会')
  await visitor.page.getByLabel(w('page.claim_reason')).fill('符合条件，申请扶助')
  await visitor.page.getByRole('checkbox').last().check()
  await visitor.button(w('page.submit')).click()
  await visitor.page.waitForURL(/\/claims\/[0-9a-f-]{36}$/)
  await visitor.sees(w('state.village_review'))
  await visitor.step('submitted')
  return { here, claim: new URL(visitor.page.url()).pathname.split('/').at(-1) ?? '' }
}

/** Somebody without an account reads the notice and objects to its first line. */
async function object({ here }: Walk, link: string): Promise<void> {
  const passer = await visit('claims', myHouse().address, here)
  const w = passer.words(claimsWords)
  await passer.go(link)
  await passer.arrives(w('page.notice_title'))
  await passer.page.getByLabel(w('page.public_line')).selectOption('1')
  await passer.page.getByLabel(w('page.object_text')).fill('我了解的情况不一样')
  await passer.step('public')
  await passer.button(w('page.send')).click()
  await passer.sees(w('page.public_done'))
  await passer.step('received')
}

describe('a claim goes from the declaration through its notices, with an objection, to the roll', () => {
  test.for(TWO_WAYS)('at the $size in $locale', async (here) => {
    const walk = await declare(here)
    const page = `/claims/${walk.claim}`
    const worker = await as(walk, 'community', page)
    await review(worker)
    const village = await post(worker)
    await letNineDaysPass(walk.claim)
    await conclude(worker, village.notice)

    const street = await as(walk, 'street', page)
    await review(street)
    const township = await post(street)
    await object(walk, township.link)
    await letNineDaysPass(walk.claim)
    const over = await visit('claims', myHouse().address, here)
    over.expects(404)
    await over.go(township.link)
    await over.sees(over.words(claimsWords)('page.public_gone'))

    // The officer, who reviewed nothing, finds on the objection; then the notice moves the claim on.
    const officer = await as(walk, 'district', '/claim-objections')
    const o = officer.words(claimsWords)
    // Another objection waits in the demonstration; this one came last.
    await officer.page.locator('tbody a').last().click()
    await officer.arrives(o('page.objection'))
    await officer.pick(o('outcome.dismissed'))
    await officer.page.getByLabel(o('page.settle_text')).fill('已入户核实，情况属实')
    await officer.step('objection')
    await officer.button(o('page.settle')).click()
    await officer.sees('已入户核实，情况属实')
    await conclude(street, township.notice)

    const approver = await as(walk, 'approver', page)
    // The first sending is refused until the second factor has been shown.
    approver.expects(403)
    const a = approver.words(claimsWords)
    await approver.button(a('page.decide')).click()
    await approver.dialog(a('page.decide'))
    await approver.step('decision')
    await approver.page
      .getByRole('dialog')
      .getByRole('button', { name: a('page.confirm_decision') })
      .click()
    await confirmsIdentity(approver)
    await approver.sees(a('page.sent'))

    await officer.go(`${page}/decision`)
    await officer.arrives(o('page.decision_title'))
    await officer.step('notice-of-decision')
    await officer.go(page)
    await officer.button(o('page.file')).click()
    await officer.dialog(o('page.file'))
    await officer.page
      .getByRole('dialog')
      .getByRole('button', { name: o('page.file') })
      .click()
    await officer.sees(o('decision.confirmed'))
    await officer.step('on-the-roll')
  })
})
