import { type FactKey, type Line } from '../../policies/rules/index.ts'

/** Which entry of the register says a fact: the keys of the policies' words `sources`. */
export const SOURCES = [
  'identity',
  'membership',
  'marriage',
  'household_register',
  'certificate',
  'children',
  'living',
] as const
export type Source = (typeof SOURCES)[number]

export function isSource(text: string): text is Source {
  return SOURCES.some((source) => source === text)
}

/**
 * The lines a slip shows. Of a yes all, so that it can be checked; of a refusal only what failed; of an unknown only what is missing.
 * A heading (`one of these`) stays where one of its lines does.
 */
export function linesShown<L extends Line>(answer: 'yes' | 'no' | 'unknown', lines: readonly L[]): L[] {
  return answer === 'yes' ? [...lines] : lines.filter((line) => line.decides)
}

/** Whether a proof says the fact, so that the day it was issued counts. */
export function provedBy(field: FactKey): 'only_child' | 'disability' | null {
  if (field === 'only_child_certificate') return 'only_child'
  return field === 'child_disability_grade' ? 'disability' : null
}
