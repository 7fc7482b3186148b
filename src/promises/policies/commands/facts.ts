import { FACT_KEYS, factOf, OPERATORS_OF } from '../rules/index.ts'
import { policiesWords } from '../words/index.ts'

const DATED = new Set([
  'age',
  'age_of_wife',
  'alive',
  'member',
  'widowed_or_divorced',
  'children_surviving',
  'branch',
  'child_disability_grade',
])

/** The catalogue of facts as an editor needs it. */
export function factsCatalogue() {
  const { zh, en } = policiesWords
  const choices: { zh: Readonly<Record<string, string>>; en: Readonly<Record<string, string>> } = {
    zh: zh.choices,
    en: en.choices,
  }
  return FACT_KEYS.map((key) => {
    const { type, subject, source, choices: values = [] } = factOf(key)
    return {
      key,
      type,
      subject,
      source,
      words_zh: zh.facts[key],
      words_en: en.facts[key],
      operators: [...OPERATORS_OF[type]],
      choices: values.map((value) => ({
        value,
        words_zh: choices.zh[value] ?? value,
        words_en: choices.en[value] ?? value,
      })),
      depends_on_date: DATED.has(key),
    }
  })
}
