import i18next from 'i18next'
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import { shellWords, type ShellWord } from './words.ts'

export type Locale = 'zh' | 'en'
type WordTree = { readonly [key: string]: string | WordTree }
type WordKey<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${WordKey<T[K]>}` }[keyof T & string]
export type Params = Readonly<Record<string, string | number>>

/** A room's texts: the same keys in both languages; `{{name}}` is filled in, `_one` / `_other` follow `count`. */
export interface Words {
  readonly zh: WordTree
  readonly en: WordTree
}

type WithoutPlural<K extends string> = K extends `${infer Stem}_${'one' | 'other'}` ? Stem | K : K
export type WordOf<W extends Words> = WithoutPlural<WordKey<W['zh']>>
export type Speak<K extends string> = (key: K, params?: Params) => string

const storage_key = 'nuanxin.locale'
const codes = 'codes'

function rememberedLocale(): Locale {
  try {
    return globalThis.localStorage?.getItem(storage_key) === 'en' ? 'en' : 'zh'
  } catch {
    return 'zh'
  }
}

const i18n = i18next.createInstance()
void i18n.init({
  initAsync: false,
  lng: rememberedLocale(),
  fallbackLng: false,
  supportedLngs: ['zh', 'en'],
  ns: [codes],
  defaultNS: codes,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  resources: { zh: { [codes]: { shell: shellWords.zh } }, en: { [codes]: { shell: shellWords.en } } },
})

function markDocument(locale: string): void {
  if (typeof document !== 'undefined') document.documentElement.lang = locale === 'en' ? 'en' : 'zh-CN'
}
markDocument(i18n.language)
i18n.on('languageChanged', markDocument)

export function currentLocale(): Locale {
  return i18n.language === 'en' ? 'en' : 'zh'
}

/** Changes the language of everything on the page and remembers it on this device. */
export function changeLocale(locale: Locale): void {
  try {
    globalThis.localStorage?.setItem(storage_key, locale)
  } catch {
    // A locked-down browser forgets the choice at the end of the visit; nothing else is lost.
  }
  void i18n.changeLanguage(locale)
}

export function useLocale(): Locale {
  return useSyncExternalStore(
    (changed) => {
      i18n.on('languageChanged', changed)
      return () => i18n.off('languageChanged', changed)
    },
    currentLocale,
    currentLocale,
  )
}

function say(key: string, lng: Locale, ns: string, params: Params | undefined): string {
  return i18n.t(key, { lng, ns, ...params })
}

const namespaces = new WeakMap<Words, string>()
let known = 0

/** Speaks one room's texts in the language given; the texts are taken in when first spoken. */
export function speaker<W extends Words>(words: W, locale: Locale): Speak<WordOf<W>> {
  let namespace = namespaces.get(words)
  if (namespace === undefined) {
    known += 1
    namespace = `words-${known}`
    namespaces.set(words, namespace)
    i18n.addResourceBundle('zh', namespace, words.zh)
    i18n.addResourceBundle('en', namespace, words.en)
  }
  const ns = namespace
  return (key, params) => say(key, locale, ns, params)
}

/** `const w = useWords(familyWords)` then `w('title', { name })`; keys are checked by the compiler. */
export function useWords<W extends Words>(words: W): Speak<WordOf<W>> {
  const locale = useLocale()
  return useMemo(() => speaker(words, locale), [words, locale])
}

export function useShellWords(): Speak<ShellWord> {
  return useWords(shellWords)
}

let book: Promise<void> | undefined
let open = false
const readers = new Set<() => void>()

/** Takes in every room's texts, so that any code a refusal may carry can be said in words. */
function openBook(): Promise<void> {
  book ??= import('./book.ts').then(({ book: rooms }) => {
    for (const locale of ['zh', 'en'] as const) {
      const texts = Object.fromEntries(Object.entries(rooms).map(([room, words]) => [room, words[locale]]))
      i18n.addResourceBundle(locale, codes, texts, true, true)
    }
    open = true
    for (const tell of readers) tell()
  })
  return book
}

export type SayCode = (code: string | undefined, params?: Params) => string | undefined

/** Says a code such as `families.id_check_digit` in words; undefined while unknown, so that the caller can say something else. */
export function useCodes(): SayCode {
  const locale = useLocale()
  const opened = useSyncExternalStore(
    (tell) => {
      readers.add(tell)
      return () => readers.delete(tell)
    },
    () => open,
  )
  useEffect(() => {
    void openBook()
  }, [])
  return useCallback(
    (code, params) => {
      if (code === undefined) return undefined
      // A room may write its keys with or without its own name in front.
      const spelled = [code, `${code.split('.')[0]}.${code}`]
      const key = spelled.find((one) => i18n.exists(one, { ns: codes, lng: locale }))
      return key === undefined ? undefined : say(key, locale, codes, params)
    },
    // oxlint-disable-next-line react/exhaustive-deps -- a newly opened book knows more codes
    [locale, opened],
  )
}
