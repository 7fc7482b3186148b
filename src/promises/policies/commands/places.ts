import type { Tx } from '../../../platform/database/driver.ts'
import { listDivisions } from '../../../registry/divisions/index.ts'
import type { PlaceNames } from '../rules/index.ts'

/** What the places of a rule are called: 盘龙区, 北京市. Places of no table keep their code. */
export async function namesOfPlaces(tx: Tx, codes: readonly number[]): Promise<PlaceNames> {
  const wanted = [...new Set(codes)].filter((code) => code !== 0)
  if (wanted.length === 0) return new Map()
  return new Map((await listDivisions(tx, wanted)).map(({ code, name }) => [code, name]))
}
