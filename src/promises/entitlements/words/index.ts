import { defineWords } from '../../../kernel/words.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

/** The room's texts. Namespace `entitlements`. */
export const entitlementsWords = defineWords(zh, en)
