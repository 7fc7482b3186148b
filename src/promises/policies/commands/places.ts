import { shortCode } from '../../../kernel/division-code.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { PlaceNames } from '../rules/index.ts'

export async function namesOfPlaces(_tx: Tx, codes: readonly number[]): Promise<PlaceNames> {
  return new Map(codes.map((code) => [code, shortCode(code)]))
}
