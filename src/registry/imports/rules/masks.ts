import { maskAddress, maskId, maskPhone } from '../../../kernel/mask.ts'
import type { Attribute } from './fields.ts'

const MASKS: Partial<Record<Attribute, (text: string) => string>> = {
  id_number: maskId,
  disability_certificate: maskId,
  only_child_certificate: maskId,
  phone: maskPhone,
  contact_phone: maskPhone,
  address: maskAddress,
}

/** A fact as a list may show it: numbers and addresses are masked, the rest stands as it is. */
export function maskFact(attribute: Attribute, text: string): string {
  return MASKS[attribute]?.(text) ?? text
}
