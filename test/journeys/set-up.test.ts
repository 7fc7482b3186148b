import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { fromBase32, hotp, totpStep } from '../../src/platform/one-time.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { staffPageWords } from '../../src/registry/staff/words/pages.ts'
import { staffWords } from '../../src/registry/staff/words/index.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { PERSONAS } from './support/people.ts'
import { Served } from './support/served.ts'
import { useBrowser, visit, type Visitor, type Way } from './support/visitor.ts'

useBrowser()

const PASSWORD = 'Lantern river ninety-one'
/** The roster is taken in and the four years have begun; on a quiet machine a few seconds after the door was pressed. */
const LIVING = 13
const LIVING_WITHIN_MS = 300_000
const DESK: Way = { size: 'desk', locale: 'zh' }
const PHONE: Way = { size: 'phone', locale: 'en' }

/** An authenticator: the code of this half minute, each given once, as the product demands. */
function authenticator(secret: string): () => string {
  const bytes = fromBase32(secret)
  let used = 0
  return () => {
    // The product takes the step before and the one after as well, so that clocks may differ: the code of this half minute still holds
    // in the next, and a second code within it is that of the next.
    used = Math.max(totpStep(systemClock.now()), used + 1)
    return hotp(bytes, used)
  }
}

async function bindAuthenticator(visitor: Visitor): Promise<() => string> {
  const w = visitor.words(staffPageWords)
  await visitor.arrives(w('enrol'))
  await visitor.step('authenticator')
  const secret = await visitor.page.locator('.nx-code').first().innerText()
  const code = authenticator(secret.replaceAll(' ', ''))
  await visitor.button(w('finish')).click()
  await visitor.sees(w('recovery_needed'))
  await visitor.step('recovery-codes-not-kept')
  await visitor.field(w('recovery_kept')).check()
  await visitor.page.locator('input[name="code"]').fill(code())
  await visitor.button(w('finish')).click()
  return code
}

describe('an association is set up from nothing', () => {
  test('with the one-time code, by its first administrator, who invites a colleague', async () => {
    const visitor = await visit('set-up', inject('empty'), DESK)
    const w = visitor.words(staffPageWords)
    const shell = visitor.words(shellWords)

    await visitor.go('/')
    await visitor.arrives(w('welcome'))
    await visitor.step('two-doors')
    await visitor.link(w('door_own_act')).click()
    await visitor.arrives(w('set_up'))
    await visitor.step('set-up-empty')

    await visitor.field(w('set_up_code')).fill('AAAA-BBBB-CCCC')
    await visitor.choose(w('place'), '530103', '盘龙区')
    await visitor.field(w('association')).fill('盘龙区计划生育协会')
    await visitor.field(w('administrator_name')).fill('管予宁')
    await visitor.field(w('username')).fill('guan')
    await visitor.field(w('password')).fill(PASSWORD)
    visitor.expects(400, 403, 422)
    await visitor.button(w('next')).click()
    await visitor.sees(visitor.words(staffWords)('set_up_code_wrong'))
    await visitor.step('wrong-code')
    await visitor.field(w('set_up_code')).fill(inject('set_up_code'))
    await visitor.button(w('next')).click()
    const code = await bindAuthenticator(visitor)

    await visitor.arrives(w('staff'))
    await visitor.step('signed-in')

    // A list that was just being read is refused once she is out.
    visitor.expects(401)
    await visitor.button(shell('sign_out')).click()
    await visitor.arrives(w('sign_in'))
    await visitor.field(w('username')).fill('guan')
    await visitor.field(w('password')).fill(PASSWORD)
    await visitor.page.locator('input[name="code"]').fill(code())
    await visitor.step('sign-in')
    await visitor.button(w('sign_in')).click()
    await visitor.arrives(w('staff'))

    await visitor.button(w('staff_new')).click()
    await visitor.page.getByLabel(w('name'), { exact: true }).fill('周望舒')
    await visitor.page.locator('dialog').getByLabel(w('username')).fill('zhou')
    await visitor.page
      .getByLabel(w('role'), { exact: true })
      .selectOption({ label: visitor.words(staffWords)('role_street_officer') })
    await visitor.choose(w('post_place'), '青云', '青云街道')
    await visitor.step('invite')
    await visitor.button(w('create')).click()
    await visitor.dialog(w('created'))
    await visitor.step('invitation-code')
    const invitation = await visitor.page.locator('dialog .nx-code').innerText()
    await visitor.button(shell('close')).click()
    await visitor.sees('周望舒')
    await visitor.step('staff-list')

    const colleague = await visit('set-up', inject('empty'), PHONE)
    const c = colleague.words(staffPageWords)
    await colleague.go('/')
    await colleague.arrives(c('sign_in'))
    await colleague.link(c('sign_in_invited_act')).click()
    await colleague.field(c('invitation_code')).fill(invitation)
    await colleague.step('invitation')
    await colleague.button(c('next')).click()
    await colleague.sees(c('invitation_hello', { name: '周望舒' }))
    await colleague.step('choose-password')
    await colleague.page.locator('input[name="password"]').fill('Seven quiet orchards')
    await colleague.button(c('next')).click()
    await bindAuthenticator(colleague)
    await colleague.page.getByRole('navigation').first().waitFor()
    await colleague.step('colleague-signed-in')

    await visitor.page.reload()
    await visitor.sees(w('state_active'))
    await visitor.step('colleague-is-active')
  })
})

describe('the demonstration district is tried from nothing', () => {
  let server: Served
  let database: pg.Client
  beforeAll(async () => {
    const untried = inject('untried')
    server = new Served(untried.folder, untried.database, [])
    await server.start()
    database = new pg.Client({ connectionString: untried.database })
    await database.connect()
  })
  afterAll(async () => {
    await server.stop()
    await database.end()
  })

  test(
    'by its door on the first page: progress that only rises, and then the district opens by itself',
    async () => {
      const visitor = await visit('try', server.address, DESK)
      const w = visitor.words(staffPageWords)
      await visitor.go('/')
      await visitor.arrives(w('welcome'))
      await visitor.button(w('door_demo_act')).click()
      await visitor.arrives(w('loading_demo'))

      // Whoever looks away and comes back sees it going on, and is not asked again which door.
      await visitor.page.reload()
      await visitor.arrives(w('loading_demo'))
      const bar = visitor.page.getByRole('progressbar', { name: w('loading_demo') })
      const seen: number[] = []
      const percent = async () => {
        const shown = await bar.evaluate((element) => (element as HTMLProgressElement).value)
        if (shown !== seen.at(-1)) seen.push(shown)
        return shown
      }
      await expect.poll(percent, { timeout: LIVING_WITHIN_MS, interval: 200 }).toBeGreaterThan(LIVING)
      await visitor.step('progress')
      expect(seen.length).toBeGreaterThan(2)
      expect(seen).toEqual(seen.toSorted((one, other) => one - other))

      // Its end is reached in test/demonstration.test.ts, and would take longer here than any other journey: what the last act of
      // loading writes is written now. The page looks for it by itself.
      await database.query(
        "update installation set state = 'demonstration', loaded_percent = 100 where state = 'loading'",
      )
      await visitor.button(`${w('persona_enter')} ${PERSONAS.district}`).click()
      await visitor.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
      await visitor.go('/families')
      await visitor.sees(/357/)
      await visitor.step('district')
    },
    LIVING_WITHIN_MS,
  )
})
