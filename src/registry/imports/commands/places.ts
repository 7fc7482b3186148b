import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { rememberAlias } from '../../divisions/index.ts'
import type { Unnamed } from '../contract.ts'
import { getBatch } from '../queries/index.ts'
import type { UnnamedPlace } from '../rules/index.ts'
import { evaluate, judgingOf, toldOf } from './evaluate.ts'
import { getStaged, judgeAnew } from './stage.ts'

/** Many unknown names mean that the column is another one: the way out is to say what the columns mean. */
const NAMES_MAX = 100
const NAME_MAX = 60

/**
 * What a staged roster calls its communities and nobody knows, in reading order. A column taken for the community by mistake may hold numbers
 * of people: what holds a long run of digits is no name and is left out. Of an import that has ended nothing is asked any more.
 */
export async function unnamedPlaces(tx: Tx, call: Call, id: Uuid): Promise<Unnamed[]> {
  const batch = await getBatch(tx, call, id)
  if (batch.state !== 'staged') return []
  const { unnamed } = await evaluate(tx, call, judgingOf(tx, call, batch))
  const { lo, hi } = call.actor.scope
  return unnamed
    .filter(isName)
    .slice(0, NAMES_MAX)
    .map(({ text, at, households, candidates }) => ({
      text,
      sheet: at.sheet,
      row: at.row,
      households,
      candidates: candidates.filter(({ code }) => code >= lo && code < hi),
    }))
}

function isName({ text }: UnnamedPlace): boolean {
  return text.length <= NAME_MAX && !/\d{6}/.test(text)
}

export interface NamePlaceInput {
  import_id: Uuid
  version: number
  /** As `unnamedPlaces` gave it. */
  text: string
  community: Code
}

/**
 * Says which community a name in the roster means: from now on the district knows it by that name too, and the roster is judged anew.
 *
 * @throws Refusal unprocessable `imports.place_not_asked` for a name the roster does not ask about; those of `rememberAlias`
 */
export async function namePlace(db: Database, call: Call, input: NamePlaceInput): Promise<void> {
  const { import_id, text, community } = input
  const spec = { name: 'imports.name_place', input, subject: { kind: 'import', id: import_id } }
  await command(db, call, spec, async (tx) => {
    const batch = await getStaged(tx, call, input)
    const { unnamed } = await evaluate(tx, call, judgingOf(tx, call, batch))
    if (!unnamed.some((place) => place.text === text && isName(place)))
      refuse('unprocessable', 'imports.place_not_asked', { place: 'body.text', next: 'imports.next_read_again' })
    await rememberAlias(tx, call, { community, alias: text })
    const { blocks, warns, registered_elsewhere: told } = await judgeAnew(tx, call, batch, batch.mapping)
    // The columns are the same: only who was not told before is told now.
    const registered_elsewhere = Math.max(0, told - toldOf(batch))
    return { result: null, detail: { community, blocks, warns, registered_elsewhere } }
  })
}
