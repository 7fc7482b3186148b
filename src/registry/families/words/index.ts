import { fileWords } from './file.ts'
import { listsWords } from './lists.ts'
import { refusalsWords } from './refusals.ts'

/** What the families room says, in both languages. Never the name of a wound: families are 家人, the child's fate is nobody's label. */
export const familiesWords = {
  zh: { ...refusalsWords.zh, ...listsWords.zh, ...fileWords.zh },
  en: { ...refusalsWords.en, ...listsWords.en, ...fileWords.en },
}
