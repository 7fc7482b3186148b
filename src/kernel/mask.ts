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

/** `13812345678` → `138****5678`, `0871-63123456` → `0871-****3456`. Texts under 7 characters show nothing. */
export function maskPhone(phone: string): string {
  const text = phone.trim()
  if (text.length < 7) return '*'.repeat(text.length)
  const landline = /^0\d{2,3}-/.exec(text)?.[0]
  return `${landline ?? (text.length >= 11 ? text.slice(0, 3) : '')}****${text.slice(-4)}`
}

/**
 * `云南省昆明市盘龙区东华街道东华社区白塔路12号3栋` → `云南省昆明市盘龙区东华街道***`: nothing below the street or town; an address that names
 * none shows nothing below the county, and without a county nothing at all.
 */
export function maskAddress(address: string): string {
  const text = address.trim()
  if (text === '') return ''
  const shown =
    /^.*?(?:街道办事处|街道|[镇乡苏木](?!政府))/.exec(text)?.[0] ?? /^.*?[区县旗市](?=.)/.exec(text)?.[0] ?? ''
  return `${shown}***`
}
