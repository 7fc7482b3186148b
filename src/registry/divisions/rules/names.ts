/*
 * How places are called: the everyday form of a published name, the bare stem by which people find it, its reading.
 * Pure; the examples in the comments are places of the 2023 table.
 */

export type Level = 0 | 1 | 2 | 3 | 4 | 5

/** What one calls the people of an autonomous area; the published name lists them, everyday speech leaves them out. */
const PEOPLES = [
  '各族',
  '蒙古族?',
  '回族',
  '藏族',
  '维吾尔族?',
  '苗族',
  '彝族',
  '壮族',
  '布依族',
  '朝鲜族',
  '满族',
  '侗族',
  '瑶族',
  '白族',
  '土家族',
  '哈尼族',
  '哈萨克族?',
  '傣族',
  '黎族',
  '傈僳族',
  '佤族',
  '畲族',
  '拉祜族',
  '水族',
  '东乡族',
  '纳西族',
  '景颇族',
  '柯尔克孜族?',
  '土族',
  '达斡尔族',
  '仫佬族',
  '羌族',
  '布朗族',
  '撒拉族',
  '毛南族',
  '仡佬族',
  '锡伯族?',
  '普米族',
  '塔吉克族?',
  '怒族',
  '鄂温克族',
  '保安族',
  '裕固族',
  '独龙族',
  '鄂伦春族?',
] as const

const AUTONOMOUS = new RegExp(String.raw`^(.{2,}?)(?:${PEOPLES.join('|')})*自治(?:区|州|县|旗)$`, 'u')
const COMMITTEE =
  /(?:社区)?(?:居民委员会|村民委员会|家属委员会|居民委员|村民委员|居委会|村委会|家委会|居委|村委|委员会)$/u

/**
 * The name in everyday speech, for lists and headings: 云南省 → 云南, 黔西南布依族苗族自治州 → 黔西南, 盘龙区 → 盘龙,
 * 漓东街道办事处 → 漓东街道, 尚义社区居委会 → 尚义社区, 白邑村委会 → 白邑村. Never shorter than two characters.
 */
export function shortName(name: string, level: Level): string {
  if (level === 5) return shortCommunityName(name)
  if (level === 4) return name.replace(/^(.+街道)办事处$/u, '$1')
  if (level === 0 || /直辖|^市辖区$/u.test(name)) return name
  const autonomous = AUTONOMOUS.exec(name)?.[1]
  if (autonomous !== undefined) return autonomous
  const ending = level === 3 ? /^(.{2,}?)(?:新区|特区|(?<=神农架)林区|[区县市旗])$/u : /^(.{2,})(?:地区|[省市盟])$/u
  return ending.exec(name)?.[1] ?? name
}

function shortCommunityName(name: string): string {
  const stem = /^(.+)(居|村)(?:民)?(?:委员会|委员|委会|委)$/u.exec(name)
  const [, place, kind] = stem ?? []
  if (place === undefined) return name
  if (/(?:社区|村|嘎查)$/u.test(place)) return place
  return kind === '村' ? `${place}村` : `${place}居委会`
}

/**
 * What is left of a community's name when every word for its office and kind is taken away: 尚义社区居委会, 尚义社区 and 尚义 all give
 * 尚义. Two communities of a district may share a stem (大哨社区, 大哨村): then only the fuller name tells them apart.
 */
export function communityStem(name: string): string {
  const place = name.replace(COMMITTEE, '')
  const bare = place.replace(/(?:社区|嘎查|村)$/u, '')
  return bare === '' ? name : bare
}

/** A street without its kind: 龙泉街道 → 龙泉, 滇源街道办事处 → 滇源, 东于镇 → 东于. */
export function streetStem(name: string): string {
  return /^(.{2,}?)(?:街道办事处|街道办|街道|镇|乡|苏木)$/u.exec(name)?.[1] ?? name
}

export interface Reading {
  /** As typed without tones and spaces: `panlongqu`. */
  readonly pinyin: string
  /** First letters: `plq`. */
  readonly initials: string
}

/** The syllable of each character by itself, by its code point: an array, because five million characters are looked up in a load. */
export type Readings = (string | undefined)[]

/**
 * What people type for a name: its syllables joined, and their first letters; all but letters and digits is left out.
 * `syllables` is the reading of the whole where that of its characters would be wrong.
 */
export function readName(name: string, readings: Readings, syllables: readonly string[] | undefined): Reading {
  if (syllables !== undefined) return joined(syllables)
  let pinyin = ''
  let initials = ''
  for (let at = 0; at < name.length; at += 1) {
    const point = name.codePointAt(at) ?? 0
    if (point > 0xffff) at += 1
    const typed = readings[point] ?? plain(String.fromCodePoint(point))
    pinyin += typed
    initials += typed.charAt(0)
  }
  return { pinyin: pinyin.includes('ve') ? spellUe(pinyin) : pinyin, initials }
}

function joined(syllables: readonly string[]): Reading {
  const typed = syllables.map(plain)
  return { pinyin: spellUe(typed.join('')), initials: typed.map((syllable) => syllable.charAt(0)).join('') }
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/gu, '')
}

/** lüe is typed lve by some and lue by others: both are taken for the second, in what is stored and in what is asked. */
function spellUe(letters: string): string {
  return letters.replace(/([ln])ve/gu, '$1ue')
}

/** A query in letters as the readings are stored: lower case, ü as v, lüe as lue; undefined when it is not in letters. */
export function typedReading(query: string): string | undefined {
  const letters = spellUe(
    query
      .toLowerCase()
      .replace(/ü/gu, 'v')
      .replace(/[\s'’·-]/gu, ''),
  )
  return /^[a-z][a-z0-9]*$/u.test(letters) ? letters : undefined
}

/**
 * Whether a place has no name of its own and only holds a tier open (市辖区, 省直辖县级行政区划). Full names leave it out:
 * 北京市东城区, not 北京市市辖区东城区.
 */
export function isPlaceholder(name: string, level: Level): boolean {
  return level === 2 && /^(?:市辖区|县)$|直辖县级行政区划$/u.test(name)
}
