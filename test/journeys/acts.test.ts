import { describe, expect, test } from 'vitest'
import { reportsWords } from '../../src/figures/reports/words.ts'
import { todayWords } from '../../src/figures/today/words.ts'
import { careRecordsWords } from '../../src/ledgers/care-records/words/index.ts'
import { familiesWords } from '../../src/registry/families/words/index.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { enterAs, type Persona } from './support/people.ts'
import { TWO_WAYS, useBrowser, type Visitor, type Way } from './support/visitor.ts'

useBrowser()

const numberIn = (text: string): number => Number(/[\d,]+/.exec(text)?.[0].replaceAll(',', '') ?? 'NaN')

/** How many sessions of one kind the district's statement of this year counts. */
async function counted(officer: Visitor, indicator: string): Promise<number> {
  await officer.go('/figures')
  const figure = officer.page.locator(`main a[href*="/figures/${indicator}"]`).first()
  await figure.waitFor()
  return numberIn(await figure.innerText())
}

interface Said {
  kind: { typed: string; name: string }
  title?: string
  headcount: string
}

/** From Today to the form, the kind found by a part of its name, and what came of it. */
async function records(persona: Persona, here: Way, said: Said): Promise<Visitor> {
  const visitor = await enterAs('acts', persona, here)
  const { page } = visitor
  const w = visitor.words(careRecordsWords)
  await visitor.link(visitor.words(todayWords)('many')).click()
  await visitor.arrives(w('page.many'))
  await visitor.field(w('page.many_what')).fill(said.kind.typed)
  await page.getByRole('radio', { name: said.kind.name, exact: true }).check()
  // Saved too early, the form says at each field what is missing.
  await visitor.button(w('page.save')).click()
  await visitor.sees(w('needs_people'))
  if (persona === 'home') await visitor.step('asked')
  if (said.title !== undefined) await page.locator('input[name="title"]').fill(said.title)
  await page.locator('input[name="headcount"]').fill(said.headcount)
  await page.locator('input[name="minutes"]').fill('90')
  // Pressed twice, as people do, it is one act.
  await visitor.button(w('page.save')).dblclick()
  await visitor.sees(w('page.saved'))
  await page.waitForURL(/\/care-records\?kinds=/)
  return visitor
}

describe('an act for whoever came is recorded on a page and counts in the statement', () => {
  test.for(TWO_WAYS)('at the $size in $locale', async (here) => {
    const zh = here.locale === 'zh'
    const subject = zh ? `春季养生讲座（${here.size}）` : `Spring lecture (${here.size})`
    const officer = await enterAs('acts', 'district', here, '/figures')
    const before = [await counted(officer, 'lectures'), await counted(officer, 'counselling_sessions')]

    const lecture = zh ? { typed: '讲座', name: '健康知识讲座' } : { typed: 'lecture', name: 'Health lecture' }
    const home = await records('home', here, { kind: lecture, title: subject, headcount: '42' })
    const w = home.words(careRecordsWords)
    await home.page.getByRole('cell', { name: subject }).first().waitFor()
    await home
      .button(new RegExp(subject.replaceAll(/[()]/g, '.')))
      .first()
      .waitFor()
    await home.step('listed')

    const session = zh
      ? { typed: '心理咨询', name: '心理咨询与疏导' }
      : { typed: 'counselling', name: 'Counselling session' }
    await records('psychologist', here, { kind: session, headcount: '1' })

    const after = [await counted(officer, 'lectures'), await counted(officer, 'counselling_sessions')]
    expect(after).toEqual(before.map((count) => count + 1))
    await officer.page.locator('main a[href*="/figures/lectures"]').first().click()
    await officer.sees(officer.words(reportsWords)('list_title'))
    await officer.sees(subject)

    // It was not so: taken back by who wrote it, it counts no more.
    await home
      .button(new RegExp(`^${zh ? '更正' : 'Correct'}.*${here.size}`))
      .first()
      .click()
    const dialog = home.page.getByRole('dialog')
    await dialog.getByLabel(w('page.correct_reason')).fill(zh ? '改期了' : 'put off')
    await dialog.getByRole('button', { name: w('page.correct'), exact: true }).click()
    await home.sees(w('page.correct_done'))
    expect(await counted(officer, 'lectures')).toBe(before[0])
  })
})

const LONG_AGO = '2010-05-05'
const GUESTS = ['wang', 'li']

describe('people who were no members on the day of an act', () => {
  test.for(TWO_WAYS)('are named one by one, at the $size in $locale', async (here) => {
    const visitor = await enterAs('acts-guests', 'district', here, '/care-records/new')
    const { page } = visitor
    const zh = here.locale === 'zh'
    const w = visitor.words(careRecordsWords)
    await visitor.arrives(w('page.many'))
    await visitor.field(w('page.many_what')).fill(zh ? '讲座' : 'lecture')
    await page.getByRole('radio', { name: zh ? '健康知识讲座' : 'Health lecture', exact: true }).check()
    await page.locator('input[name="title"]').fill(zh ? '早年讲座' : 'A lecture long ago')
    await page.locator('input[name="happened_on"]').fill(LONG_AGO)
    // Digits as an input method leaves them are counted beside the form as its field reads them.
    await page.locator('input[name="headcount"]').fill('３１')
    await visitor.sees(zh ? '31 人次' : '31 person-times')
    const search = page.locator('input[name="person_ids"]')
    await search.fill('560811')
    await visitor.sees(visitor.words(familiesWords)('find_digits'))
    for (const guest of GUESTS) {
      await search.fill(guest)
      await page
        .getByRole('button', { name: zh ? /^加入 / : /^Add / })
        .first()
        .click()
    }
    await search.fill('')
    visitor.expects(422)
    await visitor.button(w('page.save')).click()
    const told = page.getByRole('alert').getByRole('link', { name: w('person_not_member') })
    await told.nth(GUESTS.length - 1).waitFor()
    const names = (await told.allInnerTexts()).map((text) => text.replace(w('person_not_member'), ''))
    expect(new Set(names.map((name) => name.trim())).size).toBe(GUESTS.length)
    await visitor.step('not-members')
    await page
      .getByRole('button', { name: new RegExp(`^${w('page.guest_remove_name', { name: '' }).trim()}`) })
      .first()
      .click()
    await expect.poll(() => told.count()).toBe(GUESTS.length - 1)
  })
})

test('a day beyond what the calendar takes is told when the field is left by Tab', async () => {
  const visitor = await enterAs('day', 'district', { size: 'desk', locale: 'zh' }, '/families')
  const { page } = visitor
  const w = visitor.words(familiesWords)
  await page.locator('tbody tr a[href^="/families/"]').first().click()
  await page.waitForURL(/\/families\/[0-9a-f-]{36}$/)
  await visitor.button(w('more')).last().click()
  await visitor.button(w('close')).click()
  const day = (await visitor.dialog(w('close'))).getByLabel(w('close_on'))
  const before = await day.inputValue()
  await day.fill('2091-01-01')
  await day.press('Tab')
  await visitor.sees(new RegExp(visitor.words(shellWords)('date_between', { min: '.{10}', max: before })))
  expect(await day.inputValue()).toBe(before)
})
