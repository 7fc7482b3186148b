import { Button, ProblemNotice, Sub, toast } from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { type Entitlement, release, restore, type Sum } from '../contract/index.ts'
import { entitlementsWords } from '../words/index.ts'
import type { Chosen } from './DueDialogs.tsx'

/** Which dialog stands open, and about what. */
export type Open =
  | { what: 'reach'; chosen: Chosen }
  | { what: 'hold' | 'void' }
  | { what: 'export' }
  | { what: 'undo'; record_id: Entitlement['id'] }

/** What can be done with the marked rows: only what all of them allow. */
export function Acts({
  rows,
  onOpen,
  onDone,
}: {
  rows: readonly Entitlement[]
  onOpen: (open: Open) => void
  onDone: () => void
}) {
  const w = useWords(entitlementsWords)
  const may = {
    reach: useMay('entitlements.reach'),
    hold: useMay('entitlements.hold'),
    void: useMay('entitlements.void'),
  }
  const paying = rows.filter((row) => row.paying).length
  const by_round = rows.filter((row) => row.by_round && row.state === 'due').length
  const all = (...states: Entitlement['state'][]) =>
    rows.length > 0 && paying === 0 && rows.every((row) => states.includes(row.state))
  const ids = rows.map((row) => row.id)
  const mixed = paying === 0 && new Set(rows.map((row) => row.state)).size > 1
  const freed = useCommand(release, {
    done: ({ moved }) => {
      toast(w('act.done_release', { count: moved }))
      onDone()
    },
  })
  const restored = useCommand(restore, {
    done: ({ moved }) => {
      toast(w('act.done_restore', { count: moved }))
      onDone()
    },
  })
  const chosen: Chosen = { ids, sum: sumOf(rows), other_than_money: rows.some((row) => row.unit !== 'fen') }
  return (
    <>
      {[freed.problem, restored.problem].map((problem) =>
        problem ? <ProblemNotice key={problem.code} problem={problem} /> : null,
      )}
      {mixed ? <Sub>{w('act.mixed')}</Sub> : null}
      {paying > 0 ? <Sub>{w('act.in_payment', { count: paying })}</Sub> : null}
      {may.reach && by_round > 0 ? <Sub>{w('act.by_round', { count: by_round })}</Sub> : null}
      {may.reach && by_round === 0 && all('due') ? (
        <Button onClick={() => onOpen({ what: 'reach', chosen })}>{w('act.reach')}</Button>
      ) : null}
      {may.hold && all('due') ? <Button onClick={() => onOpen({ what: 'hold' })}>{w('act.hold')}</Button> : null}
      {may.hold && all('held') ? (
        <Button busy={freed.pending} onClick={() => void freed.send({ body: { entitlement_ids: ids } })}>
          {w('act.release')}
        </Button>
      ) : null}
      {may.void && all('due', 'held') ? (
        <Button onClick={() => onOpen({ what: 'void' })}>{w('act.void')}</Button>
      ) : null}
      {may.void && all('void') && rows.every((row) => row.void_by === 'hand') ? (
        <Button busy={restored.pending} onClick={() => void restored.send({ body: { entitlement_ids: ids } })}>
          {w('act.restore')}
        </Button>
      ) : null}
    </>
  )
}

function sumOf(rows: readonly Entitlement[]): Sum {
  return {
    rows: rows.length,
    households: new Set(rows.map((row) => row.family_id)).size,
    persons: new Set(rows.flatMap((row) => row.person_id ?? [])).size,
    amount_fen: rows.reduce((sum, row) => sum + row.amount_fen, 0),
    quantity: rows.reduce((sum, row) => sum + row.quantity, 0),
  }
}
