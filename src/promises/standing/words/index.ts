import { defineWords } from '../../../kernel/words.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

export const standingWords = defineWords(zh, en)
