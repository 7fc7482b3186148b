import { describe, expect, test } from 'vitest'
import type { WordTree } from '../src/kernel/words.ts'
import { staffPageWords } from '../src/registry/staff/words/pages.ts'
import { rooms } from '../src/rooms.ts'
import { shellWords } from '../src/web/i18n/words.ts'

/** `{{count}} families` where one is said as well: its key ends in `_one` or `_other`. */
const COUNTED = /\{\{(?:count)\}\} (?:[a-z]+ )?(?:people|[a-z]+(?<!s|u|i)s)\b/

function wrong(tree: WordTree, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? COUNTED.test(value) && !/_(?:one|other)$/.test(key)
        ? [`${prefix}${key}: ${value}`]
        : []
      : wrong(value, `${prefix}${key}.`),
  )
}

describe('the English texts', () => {
  test('count one family and two families', () => {
    const spoken = [
      ...rooms.filter((room) => room.name !== 'imports').map((room) => [room.name, room.words.en] as const),
      ['shell', shellWords.en] as const,
      ['staff pages', staffPageWords.en] as const,
    ]
    expect(spoken.flatMap(([name, words]) => wrong(words, `${name}.`))).toEqual([])
  })

  test('are found when they do not', () => {
    expect(
      wrong({ a: { some: '{{count}} families', some_other: '{{count}} people', all: '{{count}} in all' } }),
    ).toEqual(['a.some: {{count}} families'])
  })
})
