import type { Theme } from './policy.ts'

/**
 * What money may be for that promises of a theme are paid from (`fund_purpose`), the most likely first: money given for one thing does not
 * pay another.
 */
const PURPOSES: Readonly<Record<Theme, readonly [string, ...string[]]>> = {
  allowance: ['special_assistance', 'one_time_assistance', 'emergency'],
  festival: ['festival'],
  living: ['service', 'activity', 'home'],
  health: ['medical', 'mind'],
  insurance: ['insurance'],
  travel: ['service'],
  safety: ['service'],
}

/** The purposes that fit all of these themes at once; none where they are paid from different money. */
export function purposesFor(themes: readonly Theme[]): readonly string[] {
  const [first = [], ...others] = themes.map((theme) => PURPOSES[theme])
  return first.filter((code) => others.every((fits) => fits.includes(code)))
}
