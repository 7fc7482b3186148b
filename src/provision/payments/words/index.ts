import { defineWords } from '../../../kernel/words.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

/** The room's texts. Namespace `payments`. */
export const paymentsWords = defineWords(zh, en)
