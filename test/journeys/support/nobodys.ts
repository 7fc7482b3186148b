import { inject } from 'vitest'
import { Served } from './served.ts'

/** A product nobody has set up, started for one journey alone: `n` says which. */
export async function nobodys(n: number): Promise<Served> {
  const untried = inject('untried')[n]
  if (!untried) throw new Error(`There is no product ${n} that nobody has tried.`)
  const server = new Served(untried.folder, untried.database, [])
  await server.start()
  return server
}
