import i18next from 'i18next'
import { useMemo, useSyncExternalStore } from 'react'
import type { Params } from '../../kernel/refusal.ts'
import type { Locale, WordKey, WordTree } from '../../kernel/words.ts'
import { joining, type Joining } from './format.ts'
import { shellWords } from './words.ts'

export type { Locale, Params }

type AnyWords = { readonly zh: WordTree; readonly en: WordTree }
type WithoutPlural<K extends string> = K extends `${infer Stem}_${'one' | 'other'}` ? Stem | K : K
/** The keys one may say; `families_one` and `families_other` are also said as `families` with a `count`. */
export type WordOf<W extends AnyWords> = WithoutPlural<WordKey<W['zh']>>
export type Speak<K extends string> = (key: K, params?: Params) => string

const storage_key = 'nuanxin.locale'

function rememberedLocale(): Locale {
  if (typeof document === 'undefined') return 'zh'
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
  nsSeparator: false,
  interpolation: { escapeValue: false },
  resources: {},
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

/** Called whenever another language has been chosen. */
export function onLocaleChanged(listen: () => void): void {
  i18n.on('languageChanged', listen)
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

const namespaces = new WeakMap<AnyWords, string>()
let known = 0

/** A room's texts are taken in when first spoken: no list of rooms, and a page brings no texts but its own. */
function namespaceOf(words: AnyWords): string {
  const held = namespaces.get(words)
  if (held !== undefined) return held
  known += 1
  const name = `words-${known}`
  namespaces.set(words, name)
  i18n.addResourceBundle('zh', name, words.zh)
  i18n.addResourceBundle('en', name, words.en)
  return name
}

function say(key: string, lng: Locale, ns: string, params: Params | undefined): string {
  return i18n.t(key, { lng, ns, ...params })
}

/** Speaks one room's texts in the language given. */
export function speaker<W extends AnyWords>(words: W, locale: Locale): Speak<WordOf<W>> {
  const ns = namespaceOf(words)
  return (key, params) => say(key, locale, ns, params)
}

/** `const w = useWords(familyWords)` then `w('title', { name })`; keys are checked by the compiler. */
export function useWords<W extends AnyWords>(words: W): Speak<WordOf<W>> {
  const locale = useLocale()
  return useMemo(() => speaker(words, locale), [words, locale])
}

export function useShellWords(): Speak<WordOf<typeof shellWords>> {
  return useWords(shellWords)
}

/** Colons, commas and brackets of the reader's language, for texts a page puts together. */
export function useJoining(): Joining {
  return joining[useLocale()]
}
