import { defineWords } from '../../../kernel/words.ts'
import { en } from './en.ts'
import { refusals } from './refusals.ts'
import { zh } from './zh.ts'

export const importsWords = defineWords({ ...refusals.zh, ...zh }, { ...refusals.en, ...en })
