import i18next from 'i18next'
import type { Params } from '../kernel/refusal.ts'
import type { Locale, Words, WordTree } from '../kernel/words.ts'

export type Translate = (locale: Locale, key: string, params?: Params) => string

/** Looks texts up by `namespace.key`. An unknown key answers itself, so that a missing text is seen and not hidden. */
export function createTranslate(namespaces: Readonly<Record<string, Words<WordTree>>>): Translate {
  const resources = (locale: Locale) =>
    Object.fromEntries(Object.entries(namespaces).map(([name, words]) => [name, words[locale]]))
  const instance = i18next.createInstance()
  void instance.init({
    lng: 'zh',
    fallbackLng: false,
    initAsync: false,
    ns: Object.keys(namespaces),
    nsSeparator: ':',
    resources: { zh: resources('zh'), en: resources('en') },
    interpolation: { escapeValue: false },
  })
  return (locale, key, params) => {
    const dot = key.indexOf('.')
    const full = `${key.slice(0, dot)}:${key.slice(dot + 1)}`
    const text = instance.t(full, { lng: locale, ...params })
    return text === key.slice(dot + 1) || text === full ? key : text
  }
}
