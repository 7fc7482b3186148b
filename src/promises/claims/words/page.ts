import { defineWords } from '../../../kernel/words.ts'

/** Texts of the pages. */
export const page = defineWords(
  {
    nav: '申报与名册',
  },
  {
    nav: 'Claims and roll',
  },
)
