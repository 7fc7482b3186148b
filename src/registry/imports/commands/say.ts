import { kernelWords } from '../../../kernel/kernel-words.ts'
import type { Params } from '../../../kernel/refusal.ts'
import type { Locale } from '../../../kernel/words.ts'
import { createTranslate } from '../../../platform/translate.ts'
import { familiesWords } from '../../families/words/index.ts'
import { importsWords } from '../words/index.ts'

const translate = createTranslate({ kernel: kernelWords, families: familiesWords, imports: importsWords })

/** The text of a fault, in the reader's language: faults come from the rules of three places. */
export function say(locale: Locale, code: string, params?: Params): string {
  return translate(locale, code, params)
}

const CODED: ReadonlySet<string> = new Set(['sex', 'relation', 'marital', 'hukou_kind', 'living_arrangement', 'branch'])

/** A coded fact in words: `hukou_kind`, `urban` → 非农业. What has no words is shown as it is. */
export function sayValue(locale: Locale, attribute: string, value: string): string {
  if (value === 'true' || value === 'false') return translate(locale, value === 'true' ? 'imports.yes' : 'imports.no')
  if (attribute === 'contact_roles')
    return value
      .split(',')
      .map((role) => translate(locale, `families.contact_role.${role}`))
      .join(translate(locale, 'families.list_comma'))
  return CODED.has(attribute) ? translate(locale, `families.${attribute}.${value}`) : value
}
