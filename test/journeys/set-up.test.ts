import pg from 'pg'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { staffPageWords } from '../../src/registry/staff/words/pages.ts'
import { staffWords } from '../../src/registry/staff/words/index.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { bindAuthenticator } from './support/authenticator.ts'
import { PERSONAS } from './support/people.ts'
import { nobodys } from './support/nobodys.ts'
import type { Served } from './support/served.ts'
import { TWO_WAYS, useBrowser, visit, type Visitor } from './support/visitor.ts'

useBrowser()

const PASSWORD = 'Lantern river ninety-one'
/** The roster is taken in and the four years have begun; on a quiet machine a few seconds after the door was pressed. */
const LIVING = 13
const LIVING_WITHIN_MS = 300_000

/** The form with a wrong code, which says so, and then with the right one. */
async function setsUp(visitor: Visitor, set_up_code: string): Promise<() => string> {
  const w = visitor.words(staffPageWords)
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
  await visitor.field(w('set_up_code')).fill(set_up_code)
  await visitor.button(w('next')).click()
  const code = await bindAuthenticator(visitor)
  await visitor.arrives(w('staff'))
  await visitor.step('signed-in')
  return code
}

async function signsOutAndIn(visitor: Visitor, code: () => string): Promise<void> {
  const w = visitor.words(staffPageWords)
  const shell = visitor.words(shellWords)
  // A list that was just being read is refused once she is out.
  visitor.expects(401)
  if (visitor.way.size === 'phone') await visitor.button(shell('nav_more')).click()
  await visitor.button(shell('sign_out')).click()
  await visitor.arrives(w('sign_in'))
  await visitor.field(w('username')).fill('guan')
  await visitor.field(w('password')).fill(PASSWORD)
  await visitor.page.locator('input[name="code"]').fill(code())
  await visitor.step('sign-in')
  await visitor.button(w('sign_in')).click()
  await visitor.arrives(w('staff'))
}

/** A colleague's account with her post. @returns the code of her invitation */
async function invites(visitor: Visitor): Promise<string> {
  const w = visitor.words(staffPageWords)
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
  await visitor.button(visitor.words(shellWords)('close')).click()
  await visitor.sees('周望舒')
  await visitor.step('staff-list')
  return invitation
}

async function accepts(colleague: Visitor, invitation: string): Promise<void> {
  const w = colleague.words(staffPageWords)
  await colleague.go('/')
  await colleague.arrives(w('sign_in'))
  await colleague.link(w('sign_in_invited_act')).click()
  await colleague.field(w('invitation_code')).fill(invitation)
  await colleague.step('invitation')
  await colleague.button(w('next')).click()
  await colleague.sees(w('invitation_hello', { name: '周望舒' }))
  await colleague.step('choose-password')
  await colleague.page.locator('input[name="password"]').fill('Seven quiet orchards')
  await colleague.button(w('next')).click()
  await bindAuthenticator(colleague)
  await colleague.page.getByRole('navigation').filter({ visible: true }).first().waitFor()
  await colleague.step('colleague-signed-in')
}

describe('an association is set up from nothing', () => {
  let server: Served
  afterEach(() => server.stop())

  test.for(TWO_WAYS.map((way, n) => ({ ...way, n })))(
    'at the $size in $locale, with the one-time code, by its first administrator, who invites a colleague',
    async ({ n, ...here }) => {
      server = await nobodys(n)
      const visitor = await visit('set-up', server.address, here)
      const code = await setsUp(visitor, await server.says(/set-up code: (\S+)/))
      await signsOutAndIn(visitor, code)
      const invitation = await invites(visitor)

      // The colleague sits before the other screen.
      const [there = here] = TWO_WAYS.filter((way) => way.size !== here.size)
      await accepts(await visit('set-up-colleague', server.address, there), invitation)
      await visitor.page.reload()
      await visitor.sees(visitor.words(staffPageWords)('state_active'))
      await visitor.step('colleague-is-active')
    },
  )
})

/** Waits until the four years have begun; what was shown until then only rose. */
async function progresses(visitor: Visitor): Promise<void> {
  const bar = visitor.page.getByRole('progressbar', { name: visitor.words(staffPageWords)('loading_demo') })
  const seen: number[] = []
  const percent = async () => {
    const shown = await bar.evaluate((element) => (element as HTMLProgressElement).value)
    if (shown !== seen.at(-1)) seen.push(shown)
    return shown
  }
  await expect.poll(percent, { timeout: LIVING_WITHIN_MS, interval: 200 }).toBeGreaterThan(LIVING)
  expect(seen.length).toBeGreaterThan(2)
  expect(seen).toEqual(seen.toSorted((one, other) => one - other))
}

/**
 * The end of loading is reached in test/demonstration.test.ts, and would take longer here than any other journey: what its last act
 * writes is written now. The page looks for it by itself.
 */
async function endsLoading(n: number): Promise<void> {
  const database = new pg.Client({ connectionString: inject('untried')[n]?.database })
  await database.connect()
  await database.query("update installation set state = 'demonstration', loaded_percent = 100 where state = 'loading'")
  await database.end()
}

describe('the demonstration district is tried from nothing', () => {
  let server: Served
  afterEach(() => server.stop())

  test.for(TWO_WAYS.map((way, n) => ({ ...way, n: TWO_WAYS.length + n })))(
    'at the $size in $locale, by its door on the first page: progress that only rises, and then the district opens by itself',
    { timeout: LIVING_WITHIN_MS },
    async ({ n, ...here }) => {
      server = await nobodys(n)
      const visitor = await visit('try', server.address, here)
      const w = visitor.words(staffPageWords)
      await visitor.go('/')
      await visitor.arrives(w('welcome'))
      await visitor.button(w('door_demo_act')).click()
      await visitor.arrives(w('loading_demo'))

      // Whoever looks away and comes back sees it going on, and is not asked again which door.
      await visitor.page.reload()
      await visitor.arrives(w('loading_demo'))
      await progresses(visitor)
      await visitor.step('progress')

      await endsLoading(n)
      await visitor.button(`${w('persona_enter')} ${PERSONAS.district}`).click()
      await visitor.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
      await visitor.go('/families')
      await visitor.sees(/357/)
      await visitor.step('district')
    },
  )
})
