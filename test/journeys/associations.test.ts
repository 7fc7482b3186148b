import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { civilDate } from '../../src/kernel/calendar.ts'
import { makeIdNumber } from '../../src/kernel/id-number.ts'
import { standingWords } from '../../src/promises/standing/words/index.ts'
import { associationWords } from '../../src/registry/staff/words/associations.ts'
import { staffWords } from '../../src/registry/staff/words/index.ts'
import { staffPageWords } from '../../src/registry/staff/words/pages.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { ask } from './support/ask.ts'
import { authenticator, bindAuthenticator } from './support/authenticator.ts'
import { nobodys } from './support/nobodys.ts'
import type { Served } from './support/served.ts'
import { useBrowser, visit, type Visitor, type Way } from './support/visitor.ts'

useBrowser()

const PASSWORD = 'Lantern river ninety-one'
const DESK: Way = { size: 'desk', locale: 'zh' }
const PHONE: Way = { size: 'phone', locale: 'en' }
/** Special assistance after the death of an only child, as the nation promises it. */
const DEATH = '00500000-0000-8000-8000-000000000001'
/** Which of the products nobody has set up this journey begins. */
const CITYS = 4
const NEIGHBOUR = 530_102_000_000

let server: Served
beforeAll(async () => {
  server = await nobodys(CITYS)
})
afterAll(() => server.stop())

/** A made-up mother of Panlong whose only child died in 2009. */
const mother = () => ({
  community: 530_103_001_001,
  branch: 'death',
  children_born: 1,
  children_surviving: 0,
  living_arrangement: 'alone',
  registered_on: '2016-01-04',
  members: [
    {
      name: '试验人',
      relation: 'parent',
      identity: { kind: 'resident', number: makeIdNumber(530_103, civilDate('1950-07-21'), 42) },
    },
    {
      name: '试验孩',
      relation: 'child',
      identity: { kind: 'none' },
      sex: 'male',
      birth_date: '1975-05-12',
      died_on: '2009-08-30',
    },
  ],
  certificates: [],
  relations: [],
  decision_contacts: [],
  tags: [],
})

/** The city's association and its first administrator, who is signed in. */
async function setUpCity(): Promise<Visitor> {
  const chief = await visit('associations', server.address, DESK)
  const w = chief.words(staffPageWords)
  await chief.go('/set-up')
  await chief.arrives(w('set_up'))
  await chief.field(w('set_up_code')).fill(await server.says(/set-up code: (\S+)/))
  await chief.choose(w('place'), '5301', '昆明市')
  await chief.field(w('association')).fill('昆明市计划生育协会')
  await chief.field(w('administrator_name')).fill('管予宁')
  await chief.field(w('username')).fill('guan')
  await chief.field(w('password')).fill(PASSWORD)
  await chief.button(w('next')).click()
  chief.expects(400)
  await bindAuthenticator(chief)
  await chief.arrives(w('staff'))
  return chief
}

/** Takes up the invitation in a browser of her own. */
async function accepts(invitation: string, here: Way): Promise<Visitor> {
  const colleague = await visit('associations', server.address, here)
  await colleague.go('/sign-in')
  const { enrolment, totp_secret } = await ask<{ enrolment: string; totp_secret: string }>(
    colleague,
    'POST',
    '/api/invitations/accept',
    { code: invitation, password: 'Seven quiet orchards by 1 lake' },
  )
  await ask(colleague, 'POST', '/api/enrolments/confirm', { enrolment, code: authenticator(totp_secret)() })
  return colleague
}

describe('a city makes the associations of its districts', () => {
  test('adds one, invites its officer, whose slip it signs; the neighbouring district neither sees nor renames it', async () => {
    const chief = await setUpCity()
    const w = chief.words(staffPageWords)
    const a = chief.words(associationWords)
    const shell = chief.words(shellWords)

    await chief.link(shell('nav_associations')).click()
    await chief.arrives(a('associations'))
    await chief.sees('昆明市计划生育协会')
    await chief.button(a('association_new')).click()
    const adding = await chief.dialog(a('association_new'))
    chief.expects(400, 409)
    await adding.getByRole('button', { name: a('association_add'), exact: true }).click()
    await chief.sees(chief.words(staffWords)('association_short'))
    await chief.step('nothing-chosen')
    await adding
      .getByRole('button', { name: /盘龙区$/ })
      .last()
      .click()
    await expect.poll(() => adding.locator('input[name="name"]').inputValue()).toBe('盘龙区计划生育协会')
    await chief.step('proposed-name')
    await adding.getByRole('button', { name: a('association_add'), exact: true }).click()
    await chief.sees('云南省昆明市盘龙区')
    await chief.step('added')

    await chief.button(a('rename_one', { name: '盘龙区计划生育协会' })).click()
    const renaming = await chief.dialog(a('rename'))
    await renaming.locator('input[name="name"]').fill('昆明市盘龙区计划生育协会')
    await chief.step('rename')
    await renaming.getByRole('button', { name: shell('save') }).click()
    await chief.sees('昆明市盘龙区计划生育协会')

    // An account of the district's own, offered because the association is there now.
    await chief.link(shell('nav_staff')).click()
    await chief.arrives(w('staff'))
    await chief.button(w('staff_new')).click()
    await chief.page.getByLabel(w('name'), { exact: true }).fill('施予安')
    await chief.page.locator('dialog').getByLabel(w('username')).fill('shi')
    await chief.choose(w('belongs'), '盘龙', '昆明市盘龙区计划生育协会')
    await chief.page
      .getByLabel(w('role'), { exact: true })
      .selectOption({ label: chief.words(staffWords)('role_district_officer') })
    await chief.choose(w('post_place'), '盘龙', /^云南省昆明市盘龙区$/)
    await chief.step('invite-officer')
    await chief.button(w('create')).click()
    await chief.dialog(w('created'))
    const officer = await accepts(await chief.page.locator('dialog .nx-code').innerText(), DESK)

    const { person_ids } = await ask<{ person_ids: string[] }>(officer, 'POST', '/api/families', mother())
    await officer.go(`/standing/slips/${DEATH}/${person_ids[0]}`)
    await officer.sees(officer.words(standingWords)('slip.signed'))
    await officer.sees('昆明市盘龙区计划生育协会')
    await officer.step('slip')
    // She sees who signs for her place, and changes nothing of it.
    await officer.go('/associations')
    await officer.sees('昆明市盘龙区计划生育协会')
    expect(await officer.button(a('association_new')).count()).toBe(0)
    await officer.step('officer-reads')

    await ask(chief, 'POST', '/api/associations', { division: NEIGHBOUR, name: '五华区计划生育协会' })
    const { invitation_code } = await ask<{ invitation_code: string }>(chief, 'POST', '/api/staff', {
      username: 'wuan',
      display_name: '武安然',
      division: NEIGHBOUR,
      post: { role: 'administrator', division: NEIGHBOUR },
    })
    const neighbour = await accepts(invitation_code, PHONE)
    const n = neighbour.words(associationWords)
    await neighbour.go('/associations')
    await neighbour.sees('五华区计划生育协会')
    expect(await neighbour.page.getByText('盘龙').count()).toBe(0)
    await neighbour.step('neighbour')
    await neighbour.go(`/associations?q=${encodeURIComponent('盘龙')}`)
    await neighbour.sees(n('associations_none'))
    await neighbour.step('neighbour-finds-nothing')
    neighbour.expects(404)
    const rename = (division: number) =>
      ask(neighbour, 'POST', `/api/associations/${division}/rename`, { name: '别人的协会', version: 2 })
    await expect(rename(530_103_000_000)).rejects.toThrow('404')
    await chief.go('/associations')
    await chief.sees('昆明市盘龙区计划生育协会')
  })
})
