/**
 * Full-width digits, letters and the signs of numbers and codes (－ ／ ． ＋ ＠ ＿ ＃ ＆ ＝ ％ ＊) as their ASCII forms, and every kind
 * of space as one ordinary space. Prose punctuation (，。：；！？（）) stays: in Chinese text it is right as it is.
 * Marks that cannot be seen (zero-width spaces, byte order mark, soft hyphen, direction marks) are dropped.
 */
export function toHalfWidth(text: string): string {
  // Most cells and fields are numbers and dates in ASCII: half of the time of reading a roster.
  if (/^[\u0020-\u007e]*$/.test(text)) return text
  return text
    .replaceAll(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g, '')
    .replaceAll(/[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g, ' ')
    .replaceAll(
      /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff0d\uff0f\uff0e\uff0b\uff20\uff3f\uff03\uff06\uff1d\uff05\uff0a]/g,
      (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) - 0xfee0),
    )
}
