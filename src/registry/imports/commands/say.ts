import { kernelWords } from '../../../kernel/kernel-words.ts'
import type { Params } from '../../../kernel/refusal.ts'
import type { Locale } from '../../../kernel/words.ts'
import { createTranslate } from '../../../platform/translate.ts'
import { familiesWords } from '../../families/words.ts'
import { importsWords } from '../words.ts'

const translate = createTranslate({ kernel: kernelWords, families: familiesWords, imports: importsWords })

/** The text of a fault, in the reader's language: faults come from the rules of three places. */
export function say(locale: Locale, code: string, params?: Params): string {
  return translate(locale, code, params)
}

/** A coded fact in words: `hukou_kind`, `urban` → 城镇. What has no words is shown as it is. */
export function sayValue(locale: Locale, attribute: string, value: string): string {
  const key = `imports.values.${attribute}.${value}`
  const text = translate(locale, key)
  return text === key ? value : text
}
