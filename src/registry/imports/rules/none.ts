/**
 * The one rule for "there is none". A lone stroke, 无 and its like leave a cell as empty as if nothing stood there, whatever the field: what
 * may be missing changes nothing and is no fault, what is needed is told as missing. Three things stand beside it. A question of yes or no
 * is answered by 无: no. Under a number, a phone or 离世日期 the word contradicts a register that holds one, and is told (`register-says.ts`).
 * Under 现存子女数 it may be 0 or nothing: money follows from it, so it is 0 only in the branch in which no other number is right, else asked.
 */

const STROKES = /^[-—–－/／\\、]+$/
const WORDS = /^(?:无|無|没有|沒有|暂无|暫無)$/
/** In a column of numbers, phones or days they say no more than 无 does. */
const ANSWERS = /^(?:否|健在|未)$/

/** Whether a text says that there is nothing. */
export function isNone(text: string): boolean {
  return STROKES.test(text) || WORDS.test(text)
}

/** Whether a text says in words that somebody has no such thing: a stroke may also stand for what nobody asked. */
export function deniesIt(text: string): boolean {
  return WORDS.test(text) || ANSWERS.test(text)
}
