import { EmptyState, Section, Sub, Timeline } from '../../../web/design/index.ts'
import { useJoining } from '../../../web/i18n/index.ts'
import { stateOf } from '../rules/index.ts'
import type { Claim } from './ClaimPage.tsx'
import { useW } from './parts.tsx'

const ACTS = [
  'open',
  'submit',
  'forward',
  'return',
  'withdraw',
  'decide',
  'file',
  'continue',
  'take_over',
  'exit',
] as const

/** What happened to the claim, the latest first; a change of the roll that was rejected stands in it with the reason. */
export function History({ claim }: { claim: Claim }) {
  const w = useW()
  const items = [...useEvents(claim), ...useRejected(claim)]
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .toReversed()
    .map(({ at, by, ...item }) => ({
      ...item,
      on: at.slice(0, 10),
      beside: by === null ? undefined : <Sub small>{by}</Sub>,
    }))
  return (
    <Section title={w('page.history')}>
      <Timeline items={items} empty={<EmptyState title={w('page.no_history')} />} />
    </Section>
  )
}

function useEvents(claim: Claim) {
  const w = useW()
  const joined = useJoining()
  return claim.events.map((event) => {
    const act = ACTS.find((one) => one === event.act) ?? 'forward'
    const from = claim.procedure.steps.find((step) => stateOf(step.kind) === event.from_state)
    return {
      id: String(event.seq),
      at: event.at,
      by: event.by,
      title: from && act === 'forward' ? w(`step.${from.kind}`) : w(`act.${act}`),
      detail:
        event.opinion === null && event.reason === null ? undefined : (
          <>
            {event.opinion === null ? '' : `${w(`opinion.${event.opinion}`)} · `}
            {[event.reason, event.text].filter((text) => text !== null && text !== '').join(' ')}
            {event.present.length === 0 ? '' : ` · ${w('page.present', { names: joined.listed(event.present) })}`}
            {event.held_on === null ? '' : ` · ${w('page.held_on', { date: event.held_on })}`}
          </>
        ),
    }
  })
}

/** A change that was confirmed is an event of the claim; one that was rejected changed nothing and is not. */
function useRejected(claim: Claim) {
  const w = useW()
  return claim.changes.flatMap(({ change_id, state, decided_at, decided_by, kind, happens_on, reason }) =>
    state !== 'rejected' || decided_at === null
      ? []
      : [
          {
            id: change_id,
            at: decided_at,
            by: decided_by,
            title: w('act.reject_change'),
            detail: [w(`change.${kind}`), happens_on, reason].filter((text) => text !== null).join(' · '),
          },
        ],
  )
}
