import { codeWords } from './codes.ts'
import { pageWords } from './page.ts'
import { refusalWords } from './refusals.ts'

/** The room's texts. Namespace `care_records`. */
export const careRecordsWords = {
  zh: { ...codeWords.zh, ...refusalWords.zh, page: pageWords.zh },
  en: { ...codeWords.en, ...refusalWords.en, page: pageWords.en },
}
