import { inject } from 'vitest'
import type { House } from './house.ts'

/** The house of the worker this journey goes in. */
export function myHouse(): House {
  const house = inject('houses')[Number(process.env['VITEST_POOL_ID']) - 1]
  if (house === undefined) throw new Error('There is no house for this worker of the journeys.')
  return house
}
