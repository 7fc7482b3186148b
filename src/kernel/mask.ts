import { toHalfWidth } from './half-width.ts'

/**
 * Masks for lists and public notices. They work on what they are given and never fail; what they show is fixed here, so that two
 * pages cannot be laid side by side to see more.
 */

/** `王小明` → `王**`, `王明` → `王*`, `阿卜杜勒·热合曼` → `阿**`: the first character and at most two stars. */
export function maskName(name: string): string {
  const characters = Array.from(name.trim())
  if (characters.length < 2) return '*'.repeat(characters.length)
  return (characters[0] ?? '') + '*'.repeat(Math.min(characters.length - 1, 2))
}

/** `11010519491231002X` → `110***********002X`: neither the birth date nor the county. Texts under 12 characters show nothing. */
export function maskId(number: string): string {
  const text = number.trim()
  return text.length < 12 ? '*'.repeat(text.length) : text.slice(0, 3) + '*'.repeat(text.length - 7) + text.slice(-4)
}

/**
 * `13812345678` → `138****5678`, `0871-63123456` → `0871-****3456`: spaces and +86 are dropped. Fewer than 7 digits behind the area
 * code show nothing.
 */
export function maskPhone(phone: string): string {
  const text = toHalfWidth(phone)
    .replaceAll(/\s/g, '')
    .replace(/^(?:\+|00)86-?/, '')
  const area = /^0\d{2,3}-/.exec(text)?.[0] ?? ''
  const local = text.slice(area.length)
  if (local.length < 7) return area + '*'.repeat(local.length)
  return `${area}${area === '' && local.length >= 11 ? local.slice(0, 3) : ''}****${local.slice(-4)}`
}

/** Province, city, county, street or town in this order, each optional; 小区 and 社区 are no counties. No digit can match. */
const PLACE = new RegExp(
  [
    '^(?:\\p{Script=Han}{2,8}?(?:省|自治区|特别行政区))?',
    '(?:(?:(?![区县旗])\\p{Script=Han}){2,10}?(?:市|自治州|地区|盟))?',
    '(?:\\p{Script=Han}{1,10}?(?:县|旗|市|(?<![小社园院校])区))?',
    '(?:\\p{Script=Han}{1,10}?(?:街道办事处|街道|镇|乡|苏木))?',
  ].join(''),
  'u',
)

/**
 * `云南省昆明市盘龙区东华街道东华社区白塔路12号3栋` → `云南省昆明市盘龙区东华街道***`: nothing below the street or town; an address that names
 * none shows nothing below the county, and without a county and city nothing at all.
 */
export function maskAddress(address: string): string {
  const text = address.trim()
  return text === '' ? '' : `${PLACE.exec(text)?.[0] ?? ''}***`
}

/** What is shown of a bank account's number anywhere but in a reveal and in the bank's own file. */
export function maskAccount(last4: string): string {
  return `**** ${last4}`
}
