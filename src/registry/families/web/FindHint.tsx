import { Notice } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import type { FindHint as Hint } from '../contract/index.ts'
import { familiesWords } from '../words/index.ts'

const HINTS = {
  'families.find_more': 'find_more',
  'families.find_digits_in_district': 'find_digits_in_district',
  'families.find_digits': 'find_digits',
  'families.find_id_wrong': 'find_id_wrong',
} as const satisfies Record<Hint, string>

/** What is to be said of a search beside its answer, wherever people are looked for. */
export function FindHint({ hint }: { hint: Hint | null | undefined }) {
  const w = useWords(familiesWords)
  return hint ? <Notice tone="info" title={w(HINTS[hint])} /> : null
}
