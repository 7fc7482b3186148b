import { readFileSync } from 'node:fs'
import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import pg from 'pg'
import { madeUpCard } from '../../src/demonstration/money.ts'
import { paydaysAround } from '../../src/demonstration/paydays.ts'
import { civilDate, type CivilDate } from '../../src/kernel/calendar.ts'
import { bankAccountsWords } from '../../src/registry/bank-accounts/words/index.ts'
import { paymentsWords } from '../../src/provision/payments/words/index.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { enterAs, type Persona } from './support/people.ts'
import { useBrowser, type Visitor, type Way } from './support/visitor.ts'
import { myHouse } from './support/my-house.ts'

useBrowser()

const DESK: Way = { size: 'desk', locale: 'zh' }
const DESK_EN: Way = { size: 'desk', locale: 'en' }
const PHONE: Way = { size: 'phone', locale: 'zh' }
const PHONE_EN: Way = { size: 'phone', locale: 'en' }
const TOP_UP = '盘龙区高龄补助金'

const as = (persona: Persona, way: Way, to: string) => enterAs('rounds', persona, way, to)
const today = civilDate(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10))
/** The half-year whose top-up the demonstration has left to be paid. */
const { last, coming } = paydaysAround(today)

/** Composes a round of the top-up for the whole district. */
async function compose(visitor: Visitor, { title, as_of }: { title: string; as_of: CivilDate }): Promise<void> {
  const w = visitor.words(paymentsWords)
  await visitor.link(w('page.new')).click()
  await visitor.arrives(w('page.new'))
  await visitor.field(w('page.title')).fill(title)
  await visitor.page.locator('input[name="as_of"]').fill(as_of)
  await visitor.page.getByRole('checkbox', { name: TOP_UP }).check()
  await visitor.step('composing')
  await visitor.button(w('page.compose')).click()
  await visitor.arrives(title)
}

type Step = 'submit' | 'approve' | 'fund' | 'close'

/** Where the second factor is asked for, an invented person's code is there to be confirmed; then the dialog closes by itself. */
async function confirmed(visitor: Visitor, dialog: Locator): Promise<void> {
  const shell = visitor.words(shellWords)
  const asked = visitor.page.getByRole('dialog', { name: shell('confirm_title') })
  const gone = dialog.waitFor({ state: 'detached', timeout: 60_000 })
  await Promise.race([asked.waitFor({ timeout: 60_000 }), gone])
  if (await asked.isVisible()) await asked.getByRole('button', { name: shell('confirm'), exact: true }).click()
  await gone
}

/** Takes a step of a round in its dialog. */
async function take(visitor: Visitor, step: Step): Promise<void> {
  const w = visitor.words(paymentsWords)
  await visitor.button(w(`page.step.${step}`)).click()
  const dialog = await visitor.dialog(w(`page.step_title.${step}`))
  await visitor.step(step)
  visitor.expects(403)
  await dialog.getByRole('button', { name: w(`page.step.${step}`) }).click()
  await confirmed(visitor, dialog)
}

const SAID = '账户已销户'

/** What a bank answers to the file it was given: one line in the layout agreed on for each, some not paid. */
function answerTo(file: string, failed: readonly string[], altered?: string): Buffer {
  const [, ...lines] = file
    .replace(/^\uFEFF/, '')
    .trim()
    .split('\r\n')
  const rows = lines.map((line) => {
    const [no = '', , , , amount = '', , seal = ''] = line.split(',')
    const [outcome, reason] = failed.includes(no) ? ['失败', SAID] : ['成功', '']
    return [no, no === altered ? '1.00' : amount, outcome, `JT${Date.now()}-${no}`, today, reason, seal].join(',')
  })
  return Buffer.from(['序号,金额,处理结果,银行流水号,处理日期,失败原因,校验码', ...rows, ''].join('\r\n'), 'utf8')
}

/** Six minutes go by: whoever has shown the second factor is asked for it anew, once the server has looked her session up again. */
async function sixMinutes(visitor: Visitor): Promise<void> {
  const client = new pg.Client({ connectionString: myHouse().database })
  await client.connect()
  try {
    await client.query(`update session set confirmed_at = confirmed_at - interval '6 minutes'`)
  } finally {
    await client.end()
  }
  const { origin, pathname } = new URL(visitor.page.url())
  const asked = `${origin}/api${pathname.replace('/payments/', '/payment-rounds/')}/bank-return`
  await expect
    .poll(async () => (await visitor.page.request.post(asked, { headers: { origin } })).status(), { timeout: 20_000 })
    .toBe(403)
}

async function answer(visitor: Visitor, name: string, buffer: Buffer) {
  const w = visitor.words(paymentsWords)
  await visitor.button(w('page.step.answer')).click()
  const dialog = await visitor.dialog(w('page.step_title.answer'))
  await dialog.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
  await dialog.getByRole('button', { name: w('page.step.answer') }).click()
  return dialog
}

/** The round goes to the bank; what its file holds. */
async function exported(payer: Visitor): Promise<string> {
  const w = payer.words(paymentsWords)
  await payer.button(w('page.step.export')).click()
  const dialog = await payer.dialog(w('page.step_title.export'))
  await dialog.locator('select[name="template"]').selectOption('general_csv')
  await payer.step('export')
  payer.expects(403)
  const sent = payer.page.waitForEvent('download')
  await dialog.getByRole('button', { name: w('page.step.export') }).click()
  await confirmed(payer, dialog)
  const file = readFileSync(await (await sent).path(), 'utf8')
  await payer.sees(w('state.exported'))
  return file
}

/** From the export to the bank's answer: first a wrong file, refused with its line, then the right one with two lines that failed. */
async function reconcile(payer: Visitor): Promise<void> {
  const w = payer.words(paymentsWords)
  const file = await exported(payer)

  // The file is sent once more, whole, when the second factor has been shown.
  await sixMinutes(payer)
  payer.expects(403, 422)
  const refused = await answer(payer, '回盘-错.csv', answerTo(file, ['3', '5'], '7'))
  const shell = payer.words(shellWords)
  const asked = payer.page.getByRole('dialog', { name: shell('confirm_title') })
  await asked.getByRole('button', { name: shell('confirm'), exact: true }).click()
  // Line 7 stands in row 8, below the names of the columns.
  await refused.getByText(w('return_amount', { row: 8, line: 7, amount: '1.00' })).waitFor()
  await payer.step('answer-refused')
  await refused.getByRole('button', { name: w('page.back') }).click()
  await answer(payer, '回盘.csv', answerTo(file, ['3', '5']))
  await payer.sees(w('state.reconciled'))
}

const WHY = '上次发放失败，换了新卡'

/** The first whose money did not arrive brings another card: asked for by one, approved by another, nine days ago. */
async function mend(officer: Visitor): Promise<string> {
  const w = officer.words(bankAccountsWords)
  const first = officer.page.locator('tbody a[href^="/families/"]').first()
  const name = (await first.innerText()).trim()
  await first.click()
  await officer.page.getByRole('heading', { name: w('title') }).waitFor()
  await officer.button(w('add')).click()
  const dialog = await officer.dialog(w('add'))
  await dialog.locator('select[name="person_id"]').selectOption({ label: name })
  await dialog.locator('select[name="bank_code"]').selectOption('PSBC')
  await dialog.locator('input[name="number"]').fill(madeUpCard('journey of the rounds'))
  await dialog.getByLabel(w('reason'), { exact: true }).fill(WHY)
  await officer.step('another-card')
  await dialog.getByRole('button', { name: w('add') }).click()
  await officer.sees(w('asked'))

  const approver = await as('approver', DESK, '/bank-accounts')
  const row = approver.page.locator('tbody tr').filter({ hasText: name }).filter({ hasText: WHY })
  await row.getByRole('button', { name: w('approve'), exact: true }).click()
  const deciding = await approver.dialog(w('approve'))
  approver.expects(403)
  await deciding.getByRole('button', { name: w('approve'), exact: true }).click()
  await confirmed(approver, deciding)
  await coolOff()
  return name
}

/** Nine days go by for the change of account. */
async function coolOff(): Promise<void> {
  const client = new pg.Client({ connectionString: myHouse().database })
  await client.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ id: string; account_id: string }>(
      `update bank_account_version set requested_at = requested_at - interval '9 days', approved_at = approved_at - interval '9 days'
       where state = 'approved' and effective_at > now() and reason = $1 returning id, account_id`,
      [WHY],
    )
    for (const { id, account_id } of rows) {
      await client.query(
        `update bank_account_version set ended_at = ended_at - interval '9 days' where account_id = $1 and id <> $2 and ended_at > now()`,
        [account_id, id],
      )
      await client.query(
        `update bank_account_version set effective_at = effective_at - interval '9 days' where id = $1`,
        [id],
      )
    }
    await client.query('commit')
  } finally {
    await client.end()
  }
}

/** Works the round out again: every line equal to the fen. */
async function reperform(visitor: Visitor): Promise<void> {
  const w = visitor.words(paymentsWords)
  await visitor.button(w('page.reperform')).click()
  const dialog = await visitor.dialog(w('page.reperform'))
  await dialog.getByText(visitor.way.locale === 'zh' ? /笔全部复算一致，封存完好/ : /lines? .*seal/).waitFor()
  await visitor.step('reperformed')
  await visitor.shuts(dialog)
}

// A whole half-year's round and the beginning of the next, by seven people: longer than other journeys.
describe('a round of payments', { timeout: 600_000 }, () => {
  test('goes from the register to the bank and back, by four people; what failed is paid by the next one', async () => {
    const title = `${last.label}高龄补助金`
    const officer = await as('district', DESK, '/payments')
    const w = officer.words(paymentsWords)
    await officer.arrives(w('page.rounds'))
    await officer.step('rounds')
    await compose(officer, { title, as_of: last.on })
    await officer.sees(w('cause.first'))
    await officer.step('composed')
    await take(officer, 'submit')
    await officer.sees(w('state.submitted'))
    const page = new URL(officer.page.url()).pathname

    const approver = await as('approver', PHONE_EN, page)
    await approver.arrives(title)
    await approver.step('to-approve')
    await take(approver, 'approve')
    await approver.sees(approver.words(paymentsWords)('state.approved'))

    const finance = await as('finance', DESK_EN, page)
    await finance.arrives(title)
    await take(finance, 'fund')
    await finance.sees(finance.words(paymentsWords)('state.funded'))

    await officer.go(page)
    await officer.arrives(title)
    await reconcile(officer)
    await officer.page.getByRole('button', { name: new RegExp(`^${w('line_state.failed')}`) }).click()
    await officer.sees(SAID)
    await officer.step('failed-lines')

    const supervisor = await as('supervisor', PHONE, page)
    await supervisor.arrives(title)
    await reperform(supervisor)
    await take(supervisor, 'close')
    await supervisor.sees(w('state.closed'))
    await supervisor.step('closed')
    const auditor = await as('auditor', DESK_EN, page)
    await auditor.arrives(title)
    await reperform(auditor)

    await mend(officer)
    await officer.go('/payments')
    const next = `${coming.label}高龄补助金`
    await compose(officer, { title: next, as_of: today })
    await officer.sees(w('cause.again'))
    await officer.sees(new RegExp(w('page.attempt_no', { attempt: 2 })))
    await officer.sees(w('left_out.same_account'))
    await officer.step('next-round')
    await take(officer, 'submit')
    await officer.sees(w('state.submitted'))
    const following = new URL(officer.page.url()).pathname
    for (const [who, step, state] of [
      [approver, 'approve', 'approved'],
      [finance, 'fund', 'funded'],
    ] as const) {
      await who.go(following)
      await who.arrives(next)
      await take(who, step)
      await who.sees(who.words(paymentsWords)(`state.${state}`))
    }
    await officer.go(following)
    await officer.arrives(next)
    await answer(officer, '回盘-再发.csv', answerTo(await exported(officer), []))
    await officer.sees(w('state.reconciled'))
    const paid = officer.page.locator('tbody tr').filter({ hasText: w('page.attempt_no', { attempt: 2 }) })
    await paid.getByText(w('line_state.paid')).first().waitFor()
    await officer.step('paid-the-second-time')

    // Who has no part in the money finds neither the entry nor the page.
    const worker = await as('community', PHONE, '/')
    worker.expects(403)
    await worker.go(page)
    await worker.sees(worker.words(shellWords)('not_found_title'))
    expect(await worker.page.getByText(title).count()).toBe(0)
    expect(
      await worker.page.evaluate(
        async (path) => (await fetch(path)).status,
        `/api${page.replace('payments', 'payment-rounds')}`,
      ),
    ).toBe(403)
    await worker.step('not-for-her')
  })
})
