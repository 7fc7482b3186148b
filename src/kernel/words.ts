/** The languages of the product. Chinese is the first: English has the same keys, checked by the compiler. */
export type Locale = 'zh' | 'en'

export type WordTree = { readonly [key: string]: string | WordTree }

/** The same keys as `T`, each leaf a text. */
export type SameKeys<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> }

export type Words<T extends WordTree> = { readonly zh: T; readonly en: SameKeys<T> }

/** Dotted keys of the texts: `'families.id_check_digit'`. */
export type WordKey<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${WordKey<T[K]>}`
}[keyof T & string]

/**
 * The texts of a room in both languages. A key that is missing or superfluous in English does not compile.
 * Values are put in with i18next's `{{name}}`; texts may be flat or nested.
 */
export function defineWords<const T extends WordTree>(zh: T, en: SameKeys<T>): Words<T> {
  return { zh, en }
}

/**
 * The dotted keys whose two texts do not hold the same `{{placeholders}}`: a value that one reader would miss.
 * A test asks this of every room; the answer must be empty.
 */
export function differingPlaceholders(words: { readonly zh: WordTree; readonly en: WordTree }): string[] {
  const english = new Map(flatten(words.en, ''))
  return flatten(words.zh, '')
    .filter(([key, text]) => placeholders(text) !== placeholders(english.get(key) ?? ''))
    .map(([key]) => key)
}

function flatten(tree: WordTree, prefix: string): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  )
}

function placeholders(text: string): string {
  const names = [...text.matchAll(/\{\{\s*([^},\s]+)[^}]*\}\}/g)].map((match) => match[1])
  return [...new Set(names)].toSorted().join(' ')
}
