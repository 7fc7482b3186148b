import { padCode, TIERS, type Code, type Tier } from '../../../kernel/division-code.ts'
import { isPlaceholder, readName, shortName, type Level, type Readings } from './names.ts'

/** One line of the published table. */
export interface PublishedPlace {
  /** 2, 4, 6, 9 or 12 digits. */
  readonly digits: string
  readonly name: string
  /** Only where the name reads otherwise than its characters do by themselves. */
  readonly syllables: readonly string[] | undefined
}

/** A row of `division`, as far as the published table decides it. */
export interface Place {
  readonly code: Code
  readonly tier: Tier
  readonly level: Level
  /** The lowest level the row stands for: 3 for a city that is its own only district. */
  base_level: Level
  readonly parent: Code | null
  readonly parent_level: Level | null
  readonly name: string
  readonly short_name: string
  readonly path_name: string
  readonly pinyin: string
  readonly initials: string
}

const LEVEL_OF_DIGITS: Readonly<Record<number, Level>> = { 2: 1, 4: 2, 6: 3, 9: 4, 12: 5 }

/** The root of the tree; the published table begins below it. */
export const NATION: Place = {
  code: 0,
  tier: 'nation',
  level: 0,
  base_level: 0,
  parent: null,
  parent_level: null,
  name: '中华人民共和国',
  short_name: '全国',
  path_name: '中华人民共和国',
  pinyin: 'zhonghuarenmingongheguo',
  initials: 'zhrmghg',
}

/** A place on the path to the line at hand, with what the full names of the places in it begin with. */
interface Step {
  readonly place: Place
  readonly prefix: string
}

/**
 * Turns the lines of the table, each standing behind its parent, into rows. Lines that pad to one code (4419 and 441900) become one row.
 * Keeps only the path to the line at hand, so that 665,276 of them need no memory. Throws on a line whose parent
 * is not there; that codes nest is for the database to check.
 */
export function placesOf(readings: Readings): {
  /** Takes the next line and gives the row that it completes: the one before. */
  next(line: PublishedPlace): Place | undefined
  /** The last row. */
  end(): Place
} {
  const path: Step[] = [{ place: { ...NATION }, prefix: '' }]
  let open = NATION
  return {
    next(line) {
      const code = padCode(line.digits)
      const level = LEVEL_OF_DIGITS[line.digits.length]
      if (level === undefined) throw new Error(`Division ${line.digits} has no tier`)
      if (code === open.code) {
        open.base_level = level
        return undefined
      }
      while ((path.at(-1)?.place.base_level ?? 0) >= level) path.pop()
      const done = open
      const parent = path.at(-1)
      open = placeUnder(parent, code, level, line, readings)
      const prefix = parent?.prefix ?? ''
      path.push({ place: open, prefix: isPlaceholder(line.name, level) ? prefix : prefix + line.name })
      return done
    },
    end: () => open,
  }
}

function placeUnder(step: Step | undefined, code: Code, level: Level, line: PublishedPlace, readings: Readings): Place {
  const tier = TIERS[level]
  if (step?.place.base_level !== level - 1 || tier === undefined) {
    throw new Error(`Division ${line.digits} does not stand behind its parent`)
  }
  const { pinyin, initials } = readName(line.name, readings, line.syllables)
  return {
    code,
    tier,
    level,
    base_level: level,
    parent: step.place.code,
    parent_level: step.place.base_level,
    name: line.name,
    short_name: shortName(line.name, level),
    path_name: step.prefix + line.name,
    pinyin,
    initials,
  }
}
