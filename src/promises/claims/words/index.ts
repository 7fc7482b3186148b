import { defineWords } from '../../../kernel/words.ts'
import { page } from './page.ts'
import { refusals } from './refusals.ts'
import { terms } from './terms.ts'

/** Every text of this room. */
export const claimsWords = defineWords(
  { ...refusals.zh, ...terms.zh, page: page.zh },
  { ...refusals.en, ...terms.en, page: page.en },
)
