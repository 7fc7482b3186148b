import { describe, expect, test } from 'vitest'
import { namePinyin } from '../../src/kernel/names.ts'
import { policiesWords } from '../../src/promises/policies/words/index.ts'
import { entitlementsWords } from '../../src/promises/entitlements/words/index.ts'
import { familiesWords } from '../../src/registry/families/words/index.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { enterAs } from './support/people.ts'
import { ALL_WAYS, type Visitor, useBrowser } from './support/visitor.ts'

useBrowser()

/** A mother of the demonstration's roster with a telephone; whatever the other journeys add stands beside her, not in her place. */
const name = '曹莲芳'

async function search(visitor: Visitor, text: string): Promise<void> {
  const box = visitor.page.locator('main .nx-search input')
  await box.fill(text)
  await box.press('Enter')
}

describe('a community worker finds a family and reads why she is entitled', () => {
  test.for(ALL_WAYS)('at the $size in $locale', async (here) => {
    const visitor = await enterAs('find', 'community', here, '/families')
    const w = visitor.words(familiesWords)
    const shell = visitor.words(shellWords)
    const due = visitor.words(entitlementsWords)
    const policies = visitor.words(policiesWords)
    await visitor.arrives(w('families'))
    await visitor.page.locator('tbody tr [data-primary]').filter({ hasText: name }).first().waitFor()
    await visitor.step('families')

    await visitor.go('/find')
    await visitor.arrives(w('find_title'))
    await visitor.sees(w('find_start'))
    await visitor.step('nothing-asked')
    const found = visitor.page.locator('tbody tr').filter({ hasText: name })
    await search(visitor, namePinyin(name).pinyin)
    await found.first().waitFor()
    await visitor.step('by-pinyin')
    await search(visitor, name.slice(-2))
    await visitor.page.waitForURL((url) => url.searchParams.get('q') === name.slice(-2))
    await found.first().waitFor()
    await visitor.step('by-two-characters')

    await found.first().getByRole('link').first().click()
    await visitor.page.waitForURL(/\/families\/[0-9a-f-]{36}$/)
    await visitor.arrives(name)
    await visitor.sees(due('panel.title'))
    await visitor.step('family')
    const file = visitor.page.url()

    await visitor.link(due('panel.why')).first().click()
    await visitor.arrives(new RegExp(`^${policies('page.explanation_of', { name: '' }).trim()}`))
    await visitor.sees(policies('page.document_number'))
    await visitor.sees(policies('page.conditions'))
    await visitor.sees(policies('states.met'))
    await visitor.step('why')

    await visitor.page.goto(file)
    await visitor.arrives(name)
    const phone = `${name} ${w('phone')}`
    await visitor.button(shell('show_of', { what: phone })).click()
    const dialog = await visitor.dialog(shell('show_of', { what: phone }))
    expect(await dialog.getByRole('button', { name: shell('show'), exact: true }).isDisabled()).toBe(true)
    await visitor.pick(shell('reason_contact'))
    await visitor.step('reason')
    await dialog.getByRole('button', { name: shell('show'), exact: true }).click()
    await visitor.sees(/1\d{2}\s?\d{4}\s?\d{4}/)
    await visitor.step('revealed')
    await visitor.page.reload()
    await visitor.sees(w('who_looked'))
    await visitor.sees(new RegExp(`${w('action.families_reveal')}.*${shell('reason_contact')}`))
    await visitor.step('who-looked')
  })
})
