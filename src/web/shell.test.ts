/// <reference types="node" />
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { defineWords, differingPlaceholders } from '../kernel/words.ts'
import { reportsWords } from '../figures/reports/words.ts'
import * as tokens from './design/tokens.ts'
import { topicsOf } from './events.ts'
import { doorFor, firstPlace, navPages } from './frame.tsx'
import { topicOf, touches } from './hooks.ts'
import { dayNumber, weekdayText } from './i18n/format.ts'
import { speaker } from './i18n/index.ts'
import { shellWords } from './i18n/words.ts'
import type { Page } from './pages.ts'
import type { Session } from './session.ts'
import { canNameSomething, parseSearch, stringifySearch } from './url.ts'

const page = (path: string, group?: 'work' | 'promise' | 'office', permission?: string): Page => ({
  path,
  page: () => Promise.reject(new Error('not opened here')),
  permission,
  nav: group === undefined ? undefined : { title: 'nav_today', group },
})

const session = (signed_in: boolean, first_run = false): Session => ({
  signed_in,
  first_run,
  permissions: [],
  demo: false,
})

describe('words', () => {
  test('the texts of both languages hold the same values', () => {
    expect(differingPlaceholders(shellWords)).toEqual([])
  })

  test('a text is said in the language asked for, with its values and its plural', () => {
    const words = defineWords(
      { hello: '{{name}}，您好', families_one: '{{count}} 户', families_other: '{{count}} 户' },
      { hello: 'Hello {{name}}', families_one: '{{count}} family', families_other: '{{count}} families' },
    )
    expect(speaker(words, 'zh')('hello', { name: '林**' })).toBe('林**，您好')
    expect(speaker(words, 'en')('families', { count: 1 })).toBe('1 family')
    expect(speaker(words, 'en')('families', { count: 357 })).toBe('357 families')
  })
})

describe('units behind a figure', () => {
  test('one of a thing is named as one', () => {
    const say = speaker(reportsWords, 'en')
    const units = ['household', 'household_time', 'person', 'person_time', 'session', 'piece', 'copy', 'place'] as const
    expect(units.map((unit) => say(`unit_${unit}`, { count: 1 }))).toEqual([
      'household',
      'household-time',
      'person',
      'person-time',
      'session',
      'piece',
      'copy',
      'place',
    ])
    expect(say('unit_person', { count: 873 })).toBe('persons')
  })
})

describe('the address as state', () => {
  test('survives there and back, leading noughts and lists included', () => {
    const values = { code: '0012', tag: ['a', 'b'], q: '林 王' }
    expect(parseSearch(stringifySearch(values))).toEqual(values)
  })

  test('empty values leave no trace', () => {
    expect(stringifySearch({ q: '', tag: [], from: undefined })).toBe('')
  })
})

describe('the side bar', () => {
  const list = [
    page('/figures', 'office'),
    page('/today', 'work'),
    page('/families', 'work', 'families.read'),
    page('/hidden'),
  ]

  test('shows what the post may open, group by group', () => {
    expect(navPages(list, []).map((one) => one.path)).toEqual(['/today', '/figures'])
    expect(navPages(list, ['families.read']).map((one) => one.path)).toEqual(['/today', '/families', '/figures'])
    expect(firstPlace(list, [])).toBe('/today')
    expect(firstPlace([], [])).toBeUndefined()
  })

  test('who is not signed in is led to the door and back', () => {
    expect(doorFor(session(false), page('/today'), '/today?x=1')).toBe('/sign-in?to=%2Ftoday%3Fx%3D1')
    expect(doorFor(session(false, true), page('/today'), '/today')).toBe('/first-run')
    expect(doorFor(session(true), page('/today'), '/today')).toBeUndefined()
    expect(doorFor(session(false), { ...page('/sign-in'), open: true }, '/sign-in')).toBeUndefined()
  })
})

describe('news', () => {
  test('a message names its topic; anything else says nothing', () => {
    expect(topicsOf('{"topic":"rounds"}')).toEqual(['rounds'])
    expect(topicsOf('{"topic":3}')).toEqual([])
    expect(topicsOf('hello')).toEqual([])
  })

  test('touch what was read below their name or asked to be told', () => {
    const own = { queryKey: ['/api/rounds/7', 'rounds.get'] }
    const told = { queryKey: ['/api/today', 'today.get'], meta: { topics: ['rounds'] } }
    const other = { queryKey: ['/api/families', 'families.list'], meta: {} }
    expect([own, told, other].map(touches(['rounds']))).toEqual([true, true, false])
    expect(topicOf('/api/care-records?x=1')).toBe('care-records')
  })
})

describe('dates', () => {
  test('weekdays and distances of civil dates', () => {
    expect(weekdayText('2026-11-21', 'zh')).toBe('周六')
    expect(weekdayText('1969-12-31', 'en')).toBe('Wed')
    expect(dayNumber('2026-11-21') - dayNumber('2026-10-12')).toBe(40)
  })
})

describe('tokens', () => {
  test('the style sheet and the theme stand on the same values', () => {
    const css = readFileSync(new URL('./design/css/tokens.css', import.meta.url), 'utf8').toLowerCase()
    for (const [name, value] of Object.entries(tokens.colour)) {
      expect(css).toContain(`--${name.replace('_', '-')}: ${value.toLowerCase()};`)
    }
    for (const [name, value] of Object.entries(tokens.space)) expect(css).toContain(`--${name}: ${value}px;`)
    for (const [name, value] of Object.entries(tokens.type_size)) expect(css).toContain(`--${name}: ${value}px;`)
  })
})

describe('the parts of an address', () => {
  const id = '019b0000-0000-7000-8000-000000000000'

  test.each([
    [{}, true],
    [{ round_id: id }, true],
    [{ code: 'festival_visits' }, true],
    [{ token: 'Ab-9' }, true],
    [{ district: '530103', record_id: id }, true],
    [{ round_id: 'zzz' }, false],
    [{ policy_id: id, family_id: 'abc' }, false],
    [{ round_id: id.toUpperCase().replace('B', 'X') }, false],
    [{ district: 'zzz', record_id: id }, false],
  ])('%o can name something: %s', (parts, there) => {
    expect(canNameSomething(parts)).toBe(there)
  })
})
