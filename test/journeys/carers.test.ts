import { describe, test } from 'vitest'
import { todayWords } from '../../src/figures/today/words.ts'
import { familiesWords } from '../../src/registry/families/words/index.ts'
import { enterAs, type Persona } from './support/people.ts'
import { ALL_WAYS, useBrowser } from './support/visitor.ts'

useBrowser()

const CARERS: readonly Persona[] = ['home', 'psychologist']

/** Who cares for families beside the communities has what she agreed with them before her, and finds anybody of her place. */
describe.each(CARERS)('the first page of the %s', (persona) => {
  test.for(ALL_WAYS)('at the $size in $locale', async (here) => {
    const visitor = await enterAs(persona, persona, here)
    const w = visitor.words(todayWords)
    await visitor.arrives(w('title'))
    await visitor.sees(w('steps'))
    await visitor.step('today')
    await visitor.link(w('note')).first().click()
    await visitor.arrives(visitor.words(familiesWords)('find_for_log'))
    await visitor.step('find')
  })
})
