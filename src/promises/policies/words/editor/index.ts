import { defineWords } from '../../../../kernel/words.ts'
import { editorEn } from './en.ts'
import { editorZh } from './zh.ts'

export const editorWords = defineWords(editorZh, editorEn)
