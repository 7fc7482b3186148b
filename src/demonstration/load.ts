import type { House } from '../house.ts'
import { finishDemonstration, reportLoading } from '../registry/staff/index.ts'

/** How far loading is, 0 to 100, and what is being done, in both languages. */
export type Progress = (percent: number, text: string) => void

/** Loads the demonstration district through the product's own commands. Broken off, it goes on where it stopped. */
export async function loadDemonstration(house: House, progress: Progress): Promise<void> {
  await reportLoading(house.db, 0)
  await finishDemonstration(house.db, house.clock)
  progress(100, '演示区已就绪 · The demonstration district is ready')
}
