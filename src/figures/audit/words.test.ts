import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { wordKeyOf } from './rules.ts'
import { auditWords } from './words/index.ts'

// Every room writes the trail, and only this one says it in words. What may be written is read from the code itself.

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? files(path) : [path]
  })
}

const WRITES = /\b(?:command|look|appendAudit|trace|traceMine)\(/
const sources = files('src')
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !/\/web\/|^src\/platform\//.test(path))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
  .filter(({ text }) => WRITES.test(text) || /action: ['`]|\bsubject: \{/.test(text))

const ACTION = /\baction: '([a-z_]+\.[a-z_]+)'|\btraceMine\([^'`]*'([a-z_]+\.[a-z_]+)'|\bname: '([a-z_]+\.[a-z_]+)'/g
const SUBJECT = /\bkind: '([a-z_]+)', id\b/g

const found = (pattern: RegExp) =>
  [
    ...new Set(
      sources.flatMap(({ text }) => [...text.matchAll(pattern)].map((match) => match.slice(1).find(Boolean) ?? '')),
    ),
  ].toSorted()

const said = (locale: 'zh' | 'en', what: 'action' | 'subject') =>
  Object.keys(auditWords[locale])
    .filter((key) => key.startsWith(`${what}_`))
    .toSorted()

describe('the words of the trail', () => {
  test.for(['zh', 'en'] as const)('name every action any room writes and none that nobody writes, in %s', (locale) => {
    expect(said(locale, 'action')).toEqual(found(ACTION).map((code) => wordKeyOf('action', code)))
  })

  test.for(['zh', 'en'] as const)('name everything an action can be about, in %s', (locale) => {
    expect(said(locale, 'subject')).toEqual(found(SUBJECT).map((code) => wordKeyOf('subject', code)))
  })

  test('name what actions are written with: counts and codes are not read by the names programs give them', () => {
    const written = sources.flatMap(({ text }) =>
      [...text.matchAll(/\bdetail: \{([^{}]*)\}/g)].flatMap((match) =>
        (match[1] ?? '').split(',').flatMap((part) => /^\s*(\w+)\s*(?::|$)/.exec(part)?.[1] ?? []),
      ),
    )
    expect(written.length).toBeGreaterThan(50)
    expect([...new Set(written)].filter((key) => !(key in auditWords.zh.detail)).toSorted()).toEqual([])
  })

  test('no action is put together from parts, which this test could not read', () => {
    const parts = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:action|name): `[a-z_]+\.\$\{[^`]*`/g)].map((match) => `${path}: ${match[0]}`),
    )
    expect(parts).toEqual([])
  })
})
