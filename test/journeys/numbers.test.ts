import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { addDays, civilDate } from '../../src/kernel/calendar.ts'
import { makeIdNumber } from '../../src/kernel/id-number.ts'
import type { FamilyFile } from '../../src/registry/families/contract/index.ts'
import { familiesWords } from '../../src/registry/families/words/index.ts'
import { ask } from './support/ask.ts'
import { enterAs } from './support/people.ts'
import { TWO_WAYS, useBrowser, type Visitor } from './support/visitor.ts'

useBrowser()

interface Couple {
  family_id: string
  file: string
  /** Each with the right number, which the register has at the other. */
  parents: { name: string; number: string }[]
}

/** A number of the district, of somebody born so many days after the first day of a year. */
const numberOf = (year: number, days: number, order: number) =>
  makeIdNumber(530_103, addDays(civilDate(`${year}-01-01`), days), order)

/** Registers a couple whose numbers stand at each other's, as a roster had them. `n` keeps couples apart. */
async function registersSwapped(officer: Visitor, n: number): Promise<Couple> {
  const parents = [
    { name: n % 2 === 0 ? '贺知远' : '欧阳知远·买买提', number: numberOf(1948, n, 901) },
    { name: n % 2 === 0 ? '贺兰亭' : '阿依古丽·买买提', number: numberOf(1950, n, 902) },
  ]
  const place = { hukou_division: 530_103_000_000, hukou_kind: 'urban', marital: '21' }
  const members = [
    ...parents.map(({ name }, i) => {
      const number = parents[1 - i]?.number
      return { ...place, name, relation: 'parent', identity: { kind: 'resident', number } }
    }),
    {
      name: '贺小川',
      relation: 'child',
      identity: { kind: 'none' },
      sex: 'male',
      birth_date: '1976-05-12',
      died_on: '2009-08-30',
    },
  ]
  const draft = {
    community: 530_103_001_001,
    branch: 'death',
    children_born: 1,
    children_surviving: 0,
    living_arrangement: 'unknown',
    registered_on: '2016-01-04',
    members,
    certificates: [],
    relations: [],
    decision_contacts: [],
    tags: [],
  }
  const { id, file } = await ask<{ id: string; file: string }>(officer, 'POST', '/api/families', draft)
  return { family_id: id, file, parents }
}

const fileOf = (officer: Visitor, { family_id }: Couple) =>
  ask<FamilyFile>(officer, 'GET', `/api/families/${family_id}`)
const sexes = async (officer: Visitor, couple: Couple) =>
  (await fileOf(officer, couple)).members.map(({ name, sex }) => `${name} ${sex}`).toSorted()

const numberFields = (dialog: Locator) => dialog.locator('input[name$="identity.number"]')
const faultLinks = (dialog: Locator) => dialog.locator('.nx-summary li > a[href]')

/** The fault is told of her by name, its link leads to her field, and nobody else's field is wrong. */
async function leadsTo(officer: Visitor, dialog: Locator, field: Locator, said: string): Promise<void> {
  await faultLinks(dialog).filter({ hasText: said }).click()
  const wrong = dialog.locator('[aria-invalid="true"]')
  expect({
    focused: await field.evaluate((node) => node === document.activeElement),
    wrong: await wrong.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('name'))),
    links: await faultLinks(dialog).count(),
    wider_by: await officer.page
      .locator('.nx-dialog-body')
      .evaluate((body) => Math.max(0, body.scrollWidth - body.clientWidth)),
  }).toEqual({ focused: true, wrong: [await field.getAttribute('name')], links: 1, wider_by: 0 })
}

/** In one dialog both numbers are put where they belong. */
async function swapsBack(officer: Visitor, couple: Couple): Promise<void> {
  const w = officer.words(familiesWords)
  const [father, mother] = couple.parents
  if (!father || !mother) throw new Error('A couple is two.')
  await officer.go(`/families/${couple.family_id}`)
  await officer.button(`${w('edit_member')} ${father.name}`).click()
  await officer.dialog(new RegExp(father.name))
  await officer.button(w('numbers')).click()
  const dialog = await officer.dialog(new RegExp(w('numbers')))
  const [his, hers] = [numberFields(dialog).first(), numberFields(dialog).last()]
  await officer.step('one-number')
  await noLinkToTheSon(officer, dialog, his)
  await his.fill(father.number)
  await dialog.getByRole('button', { name: w('save') }).click()
  // His wife bears it in the register: the refusal names the way out, which is to change hers as well.
  await faultLinks(dialog).first().waitFor()
  await leadsTo(officer, dialog, his, w('id_number'))
  await officer.step('borne-by-her')
  await dialog.getByRole('button', { name: w('number_of_too', { name: mother.name }) }).click()
  expect(await hers.evaluate((node) => node === document.activeElement)).toBe(true)
  await onlyHersIsWrong(officer, dialog, mother.name)
  await his.fill(father.number)
  await leadsTo(officer, dialog, hers, `${mother.name} · ${w('id_number')}`)
  await hers.fill(mother.number)
  await officer.step('both-numbers')
  await dialog.getByRole('button', { name: w('save') }).click()
  await dialog.waitFor({ state: 'hidden' })
  await officer.step('put-right')
}

/** Of somebody six years older than his son: the fault stands at the son, of whom the dialog has no field, and is no link that leads nowhere. */
async function noLinkToTheSon(officer: Visitor, dialog: Locator, his: Locator): Promise<void> {
  officer.expects(422)
  // The register has him as a woman, with his wife’s number: another sex would be a fault of its own.
  await his.fill(numberOf(1970, 7, 904))
  await dialog.getByRole('button', { name: officer.words(familiesWords)('save') }).click()
  const told = dialog.locator('.nx-summary li > a:not([href])')
  await told.waitFor()
  const line = await told.evaluate((node) => getComputedStyle(node).textDecorationLine)
  expect({ line, links: await faultLinks(dialog).count() }).toEqual({ line: 'none', links: 0 })
  await officer.step('stands-at-his-son')
}

/** Hers alone is sent, with a last digit that cannot be: it is told of her by name. */
async function onlyHersIsWrong(officer: Visitor, dialog: Locator, name: string): Promise<void> {
  const w = officer.words(familiesWords)
  const [his, hers] = [numberFields(dialog).first(), numberFields(dialog).last()]
  await his.fill('')
  await hers.fill(numberOf(1950, 7, 902).replace(/.$/, (last) => (last === '1' ? '2' : '1')))
  await dialog.getByRole('button', { name: w('save') }).click()
  await faultLinks(dialog).filter({ hasText: name }).waitFor()
  await officer.step('hers-is-wrong')
}

/** Of a file that has ended, found by its number, one is taken to be another's: nothing else of it can be changed. */
async function mendsEnded(officer: Visitor, couple: Couple, right: string): Promise<void> {
  const w = officer.words(familiesWords)
  const { version } = await fileOf(officer, couple)
  const end = { version, state: 'moved', on: civilDate('2026-11-20'), reason: '迁往外地' }
  await ask(officer, 'POST', `/api/families/${couple.family_id}/close`, end)
  await officer.go('/find')
  const box = officer.page.locator('main .nx-search input')
  await box.fill(couple.file)
  await box.press('Enter')
  const found = officer.page.locator('tbody tr').first()
  await found.waitFor()
  await officer.step('found-by-file-number')
  await found.getByRole('link').first().click()
  await officer.page.waitForURL(/\/families\/[0-9a-f-]{36}$/)
  const name = couple.parents[0]?.name ?? ''
  await officer.button(`${w('numbers')} ${name}`).click()
  const dialog = await officer.dialog(new RegExp(w('numbers')))
  await dialog.locator('input[name$="number"]').first().fill(right)
  await officer.step('of-an-ended-file')
  officer.expects(400)
  await dialog.getByRole('button', { name: w('save') }).click()
  await dialog.getByRole('alert').first().waitFor()
  await officer.step('says-why')
  await dialog
    .locator('[name="reason"]')
    .fill(officer.way.locale === 'zh' ? '对照身份证更正' : 'compared with the card')
  await dialog.getByRole('button', { name: w('save') }).click()
  await dialog.waitFor({ state: 'hidden' })
  await officer.step('ended-and-right')
}

describe('numbers that were written wrong are put right', () => {
  test.for(TWO_WAYS.map((way, n) => ({ ...way, n: 40 + n })))(
    'in one act for a couple, and in a file that has ended, at the $size in $locale',
    async ({ n, ...here }) => {
      const officer = await enterAs('numbers', 'district', here, '/families')
      await officer.arrives(officer.words(familiesWords)('families'))
      const couple = await registersSwapped(officer, n)
      const [father, mother] = couple.parents
      expect(await sexes(officer, couple)).toEqual([`${father?.name} female`, `${mother?.name} male`].toSorted())
      await swapsBack(officer, couple)
      expect(await sexes(officer, couple)).toEqual([`${father?.name} male`, `${mother?.name} female`].toSorted())
      await mendsEnded(officer, couple, numberOf(1948, n + 30, 903))
    },
  )
})
