import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { WordTree } from '../src/kernel/words.ts'
import { staffPageWords } from '../src/registry/staff/words/pages.ts'
import { rooms } from '../src/rooms.ts'
import { shellWords } from '../src/web/i18n/words.ts'

/** Marks that stand as wide as a Chinese character. */
const WIDE = /[：；，。、（）！？【】《》]/u

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

  test('hold no mark as wide as a Chinese character', () => {
    const wide = (tree: WordTree, prefix: string): string[] =>
      Object.entries(tree).flatMap(([key, value]) =>
        typeof value !== 'string'
          ? wide(value, `${prefix}${key}.`)
          : WIDE.test(value.replaceAll(/\p{Script=Han}[^a-z]*\p{Script=Han}/gu, ''))
            ? [`${prefix}${key}: ${value}`]
            : [],
      )
    const trees = [...rooms.map((room) => [room.name, room.words.en] as const), ['shell', shellWords.en] as const]
    expect(trees.flatMap(([name, words]) => wide(words, `${name}.`))).toEqual([])
  })

  test('are put together by pages with the marks of the language, never with Chinese ones alone', () => {
    const files = globSync(['src/*/*/web/**/*.tsx', 'src/web/**/*.tsx'], { exclude: ['src/web/design/gallery/**'] })
    expect(files.length).toBeGreaterThan(100)
    const faults = files.flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, at) =>
          WIDE.test(line) && !/^\s*(?:\/?\*|\/\/)|locale === 'zh'|\.split\(/.test(line)
            ? [`${file}:${at + 1}: ${line.trim()}`]
            : [],
        ),
    )
    expect(faults).toEqual([])
  })

  test('are found when they do not', () => {
    expect(
      wrong({ a: { some: '{{count}} families', some_other: '{{count}} people', all: '{{count}} in all' } }),
    ).toEqual(['a.some: {{count}} families'])
  })
})
