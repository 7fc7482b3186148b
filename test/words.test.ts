import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contactsWords } from '../src/care/contacts/words/index.ts'
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

/** Chinese words that were said of two things, or beside another word for the same thing; what is said instead. */
const TWICE: readonly (readonly [said: RegExp, instead: string])[] = [
  [/(?<!资金|统计)指标/, '资金指标 of an appropriation, 统计指标 of an indicator'],
  [/(?<!银行)回单/, '回盘 of what the bank answers; 银行回单 is the slip of one transfer'],
  [/资格(?:名单|说明)/, '“谁符合”名单 and 决定单'],
]

function saidTwice(tree: WordTree, prefix: string): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? TWICE.filter(([said]) => said.test(value)).map(([, instead]) => `${prefix}${key}: ${value} → ${instead}`)
      : saidTwice(value, `${prefix}${key}.`),
  )
}

describe('the Chinese texts', () => {
  test('say one thing by one word', () => {
    const spoken = [
      ...rooms.map((room) => [room.name, room.words.zh] as const),
      ['shell', shellWords.zh] as const,
      ['staff pages', staffPageWords.zh] as const,
    ]
    expect(spoken.flatMap(([name, words]) => saidTwice(words, `${name}.`))).toEqual([])
  })

  test('tell the state of one line of a round from the number of families not yet reached', () => {
    const { state, page } = contactsWords.zh
    expect(new Set(Object.values(state)).size).toBe(Object.keys(state).length)
    expect(Object.values(state).filter((text) => page.left_other.includes(text))).toEqual([])
    expect(page.planned).toBe(state.planned)
  })
})

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
