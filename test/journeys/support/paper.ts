import { expect } from 'vitest'
import type { Visitor } from './visitor.ts'

/** The page as it leaves the printer: what is read alone, without what one presses. @returns on how many sheets. */
export async function prints(visitor: Visitor, name: string): Promise<number> {
  const { page } = visitor
  await page.emulateMedia({ media: 'print' })
  for (const furniture of ['.nx-page-actions', '.nx-crumbs', '.nx-side', '.nx-bottom'])
    expect(await page.locator(furniture).filter({ visible: true }).count()).toBe(0)
  await visitor.step(name)
  const sheets = (await page.pdf({ format: 'A4' })).toString('latin1')
  await page.emulateMedia({ media: null })
  return sheets.match(/\/Type\s*\/Page\b/g)?.length ?? 0
}
