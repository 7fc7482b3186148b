import { describe, expect, test } from 'vitest'
import { editorWords } from '../../src/promises/policies/words/editor/index.ts'
import { policiesWords } from '../../src/promises/policies/words/index.ts'
import { ask } from './support/ask.ts'
import { confirmsIdentity, enterAs } from './support/people.ts'
import { TWO_WAYS, useBrowser } from './support/visitor.ts'

useBrowser()

/** A street's own promise: written with the editor, approved by another account, in force, and it finds people. */
describe('an officer writes a street speciality', () => {
  test.for(TWO_WAYS)('at the $size in $locale', async (here) => {
    const name = here.locale === 'zh' ? '高龄家庭冬季送暖' : 'Winter warmth for the old'
    const writer = await enterAs('law', 'district', here, '/policies')
    const { page } = writer
    const w = writer.words(editorWords)
    const p = writer.words(policiesWords)
    await writer.arrives(p('title'))
    await writer.step('policies')
    await writer.link(w('new_policy')).click()
    await writer.arrives(w('new_policy'))
    await writer.field(new RegExp(`^${w('name_zh')}`)).fill(here.locale === 'zh' ? name : '高龄家庭冬季送暖（英文）')
    await writer.field(new RegExp(`^${w('name_en')}`)).fill(name)
    await page.getByLabel(new RegExp(`^${w('level')}`)).selectOption('street')
    await page.getByLabel(new RegExp(`^${w('care_kind')}`)).selectOption('other_goods')

    // The rule, by the keyboard's own controls: over seventy, and of one branch or the other, or alone.
    await writer.button(w('add_condition')).first().click()
    const condition = (at: string, what: 'fact' | 'asks_how' | 'value') =>
      page.getByLabel(`${w('condition', { at })} · ${w(what)}`, { exact: true })
    await condition('1', 'value').fill('70')
    await writer.button(w('add_group')).first().click()
    await condition('2.1', 'fact').selectOption('living_alone')
    await page
      .getByRole('group', { name: w('group', { at: '2' }), exact: true })
      .getByRole('button', { name: w('add_condition') })
      .click()
    await condition('2.2', 'fact').selectOption('branch')
    await condition('2.2', 'asks_how').selectOption('in')
    await page.getByLabel(p('choices.death')).check()
    await page.getByLabel(p('choices.disability')).check()
    await writer.sees('本人年满 70 周岁')
    await writer.sees('the person: at least 70 years old')
    await writer.sees(w('who_note'))
    await writer.step('rule-built')

    await page.getByLabel(new RegExp(`^${w('document_title')}`)).fill('街道冬季送暖办法')
    await page.getByLabel(new RegExp(`^${w('source')}`)).fill('街道办公会纪要')
    await writer.button(w('save')).click()
    await writer.arrives(name)
    await writer.step('draft')
    const draft = new URL(page.url()).pathname
    await writer.button(w('submit')).click()
    await writer.sees(w('submitted'))
    await writer.step('handed-in')

    const approver = await enterAs('law-approver', 'approver', here, draft)
    await approver.arrives(name)
    // The first sending is refused until the second factor has been shown.
    approver.expects(403)
    await approver.button(w('approve')).click()
    await approver.dialog(w('approve_title'))
    await approver.step('approve')
    await approver.page
      .getByRole('dialog')
      .getByRole('button', { name: w('approve') })
      .click()
    await confirmsIdentity(approver)
    await approver.sees(w('approved'))
    await approver.link(w('open_policy')).click()
    await approver.arrives(name)
    await approver.sees(w('history'))
    // In force, and it finds people of the district.
    const yes = approver.page
      .locator('.nx-kpi, [class*="kpi"]')
      .filter({ hasText: p('answers_short.yes') })
      .first()
    await yes.waitFor()
    const found = Number(/\d+/.exec(await yes.innerText())?.[0])
    expect(found).toBeGreaterThan(0)
    await approver.step('in-force')
  })
})

/** What was given back is opened again, mended and handed in once more; so is an exclusion group, by the same editor. */
describe('the end of a policy comes back for a better reason', () => {
  test.for(TWO_WAYS)('at the $size in $locale', async (here) => {
    const writer = await enterAs('law-end', 'district', here, '/policies')
    const w = writer.words(editorWords)
    const { items } = await ask<{ items: { id: string; division: number }[] }>(writer, 'GET', '/api/policies')
    const own = items.find((item) => item.division === 530_103_000_000)
    await writer.go(`/policies/${own?.id}/end`)
    await writer.arrives(w('retire'))
    await writer.field(w('reason')).fill('资金不足')
    // Cash paid by periods ends between two of them: the refusal says on which day.
    writer.expects(422)
    await writer.button(w('save')).click()
    const [day] =
      /\d{4}-01-01|\d{4}-07-01/.exec(await (await writer.sees(/在一期之中|lies within a period/)).innerText()) ?? []
    await writer.field(w('retire_on')).fill(day ?? '')
    await writer.button(w('save')).click()
    await writer.button(w('submit')).click()
    await writer.sees(w('submitted'))
    const draft = new URL(writer.page.url()).pathname

    const approver = await enterAs('law-end-approver', 'approver', here, draft)
    await approver.button(w('give_back')).click()
    const dialog = await approver.dialog(w('give_back_title'))
    await approver.step('give-back')
    await dialog.getByLabel(w('reason')).fill('请写明新的文件依据')
    await dialog.getByRole('button', { name: w('give_back'), exact: true }).click()
    await approver.sees(w('returned_because', { reason: '请写明新的文件依据' }))

    await writer.go(draft)
    await writer.sees(w('returned_because', { reason: '请写明新的文件依据' }))
    await writer.link(w('edit')).click()
    await writer.arrives(w('retire'))
    await expect.poll(() => writer.field(w('reason')).inputValue()).toBe('资金不足')
    await writer.step('opened-again')
    // Each next act stands on what was saved, however long reading it anew takes.
    await writer.readsSlowly('**/api/policies/drafts/*')
    await writer.field(w('reason')).fill('并入市级新办法')
    await writer.button(w('save')).click()
    await writer.sees('并入市级新办法')
    await writer.button(w('submit')).click()
    await writer.sees(w('states.submitted'))
    await writer.step('handed-in-again')
    await writer.button(w('withdraw')).click()
    await writer.sees(w('states.withdrawn'))
  })
})
