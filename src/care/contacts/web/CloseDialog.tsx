import { ConfirmWithNumbers, Count, Sub } from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { closeRound } from '../contract/index.ts'
import { contactsWords } from '../words/index.ts'
import type { Round } from './line.tsx'

/** Before a round is closed: how many were reached and how many will count as not visited. */
export function CloseDialog({ round, onClose }: { round: Round; onClose: () => void }) {
  const w = useWords(contactsWords)
  const { planned, reached, away } = round.progress
  const close = useCommand(closeRound, { topics: ['today'], done: onClose })
  return (
    <ConfirmWithNumbers
      title={w('page.close_title')}
      act={w('page.close')}
      busy={close.pending}
      problem={close.problem}
      facts={[
        { label: w('page.reached'), value: <Count value={reached} unit="household" /> },
        { label: w('page.planned'), value: <Count value={planned} unit="household" /> },
        { label: w('state.away'), value: <Count value={away} unit="household" /> },
      ]}
      onClose={onClose}
      onConfirm={() => void close.send({ params: { round_id: round.round_id }, body: { expected_planned: planned } })}
    >
      <Sub>{w('page.close_note')}</Sub>
    </ConfirmWithNumbers>
  )
}
