import { defineWords } from '../../../kernel/words.ts'
import { pageEn } from './page-en.ts'
import { pageZh } from './page-zh.ts'
import { procedures } from './procedures.ts'
import { roll } from './roll.ts'
import { refusals } from './refusals.ts'
import { terms } from './terms.ts'

/** Every text of this room. */
export const claimsWords = defineWords(
  { ...refusals.zh, ...terms.zh, page: pageZh, roll: roll.zh, procedure: procedures.zh },
  { ...refusals.en, ...terms.en, page: pageEn, roll: roll.en, procedure: procedures.en },
)
