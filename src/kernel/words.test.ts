import { describe, expect, test } from 'vitest'
import { kernelWords } from './kernel-words.ts'
import { defineWords, differingPlaceholders, type WordKey } from './words.ts'

describe('defineWords', () => {
  const words = defineWords(
    { families: { title: '家庭', count: '共{{count}}户' }, save: '保存' },
    { families: { title: 'Families', count: '{{count}} households' }, save: 'Save' },
  )

  test('gives both languages back', () => {
    expect(words.zh.families.title).toBe('家庭')
    expect(words.en.families.title).toBe('Families')
  })

  test('the compiler refuses a missing and a superfluous key, at every depth', () => {
    // @ts-expect-error: `b` is missing in English.
    defineWords({ a: '甲', b: '乙' }, { a: 'A' })
    // @ts-expect-error: `c` is in English only.
    defineWords({ a: '甲' }, { a: 'A', c: 'C' })
    // @ts-expect-error: `x.y` is missing in English.
    defineWords({ x: { y: '甲' } }, { x: {} })
    const key: WordKey<typeof words.zh> = 'families.count'
    // @ts-expect-error: there is no such key.
    const none: WordKey<typeof words.zh> = 'families.none'
    expect([key, none]).toHaveLength(2)
  })

  test('finds texts whose placeholders differ, whatever their order', () => {
    const crooked = defineWords(
      { a: '{{x}}和{{y}}', b: { c: '{{n}}户', d: '{{ n }}', e: '没有' } },
      { a: '{{y}} and {{x}}', b: { c: 'households', d: '{{n, number}}', e: '{{m}}' } },
    )
    expect(differingPlaceholders(crooked)).toEqual(['b.c', 'b.e'])
    expect(differingPlaceholders(words)).toEqual([])
  })

  test('the kernel has both texts for everything it says', () => {
    expect(differingPlaceholders(kernelWords)).toEqual([])
    for (const text of JSON.stringify(kernelWords).matchAll(/:"([^"]*)"/g)) expect(text[1]).not.toBe('')
  })
})
