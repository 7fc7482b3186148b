import { useState } from 'react'
import type { Uuid } from '../../../kernel/ids.ts'
import {
  Button,
  Card,
  Chip,
  EmptyState,
  type Line,
  Lines,
  Link,
  Pad,
  QueueSkeleton,
  Reading,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { type Entitlement, ofFamily } from '../contract/index.ts'
import { entitlementsWords } from '../words/index.ts'
import { Grant, PeriodText, policyName, STATE_TONE, VoidReason, whyHref } from './parts.tsx'

/** 应享与已落实: the right column of the family file. One line for each policy with its newest period; earlier ones a tap away. */
export function EntitlementsPanel({ family_id, district }: { family_id: Uuid; district?: number }) {
  const w = useWords(entitlementsWords)
  const read = useApi(ofFamily, { params: { family_id }, query: { district } })
  return (
    <Reading of={read} skeleton={<QueueSkeleton />} part>
      {({ items }) =>
        items.length === 0 ? (
          <Card title={w('panel.title')}>
            <EmptyState title={w('panel.empty')} heading={false}>
              {w('panel.empty_text')}
            </EmptyState>
          </Card>
        ) : (
          <Card flush title={w('panel.title')}>
            <PanelLines items={items} />
          </Card>
        )
      }
    </Reading>
  )
}

function PanelLines({ items }: { items: readonly Entitlement[] }) {
  const w = useWords(entitlementsWords)
  const [all, setAll] = useState(false)
  const groups = groupsOf(items)
  const newest = groups.filter((group) => group.newest)
  const earlier = groups.length - newest.length
  return (
    <>
      <Lines lines={(all ? groups : newest).map((group) => lineOf(group))} />
      {earlier === 0 || all ? null : (
        <Pad>
          <Button look="quiet" onClick={() => setAll(true)}>
            {w('panel.earlier', { count: earlier })}
          </Button>
        </Pad>
      )}
    </>
  )
}

interface Group {
  readonly key: string
  readonly first: Entitlement
  readonly rows: readonly Entitlement[]
  /** The newest period of its policy. */
  readonly newest: boolean
}

/** The members who stand alike in one policy and period share a line. The rows come with the newest period first. */
function groupsOf(items: readonly Entitlement[]): Group[] {
  const latest = new Map<string, string>()
  for (const row of items) if (!latest.has(row.policy_id)) latest.set(row.policy_id, row.period)
  const grouped = Map.groupBy(items, (row) => `${row.policy_id} ${row.period} ${row.state} ${row.void_reason ?? ''}`)
  return [...grouped].flatMap(([key, rows]): Group[] => {
    const [first] = rows
    return first ? [{ key, first, rows, newest: latest.get(first.policy_id) === first.period }] : []
  })
}

function lineOf({ key, first, rows }: Group): Line {
  return {
    id: key,
    name: <PolicyName row={first} />,
    state: <PanelState row={first} />,
    note: <Note row={first} rows={rows} />,
    action: <Why row={first} />,
  }
}

function PolicyName({ row }: { row: Entitlement }) {
  return <>{policyName(row, useLocale())}</>
}

function PanelState({ row }: { row: Entitlement }) {
  const w = useWords(entitlementsWords)
  return row.overdue ? (
    <Chip tone="attention">{w('page.overdue')}</Chip>
  ) : (
    <Chip tone={STATE_TONE[row.state]}>{w(`state.${row.state}`)}</Chip>
  )
}

function Note({ row, rows }: { row: Entitlement; rows: readonly Entitlement[] }) {
  const w = useWords(entitlementsWords)
  const sum = {
    unit: row.unit,
    amount_fen: rows.reduce((total, one) => total + one.amount_fen, 0),
    quantity: rows.reduce((total, one) => total + one.quantity, 0),
  }
  return (
    <>
      {row.person_id === null ? null : <>{w('panel.people', { count: rows.length })} · </>}
      <PeriodText period={row.period} /> · <Grant {...sum} />
      <Standing row={row} />
    </>
  )
}

function Standing({ row }: { row: Entitlement }) {
  const w = useWords(entitlementsWords)
  if (row.state === 'reached') return <> · {w('panel.reached_on', { date: row.reached_on })}</>
  if (row.state === 'held') return <> · {w('panel.held_until', { date: row.review_on })}</>
  if (row.state === 'void')
    return (
      <>
        {' '}
        · <VoidReason row={row} />
      </>
    )
  return row.overdue ? <> · {w('panel.overdue_since', { date: row.due_by })}</> : null
}

function Why({ row }: { row: Entitlement }) {
  const w = useWords(entitlementsWords)
  const slip = useMay('standing.slip') && row.person_id !== null
  return (
    <>
      <Link href={whyHref(row)}>{w('panel.why')}</Link>
      {slip ? (
        <>
          {' '}
          <Link href={`/standing/slips/${row.policy_id}/${row.person_id ?? ''}`}>{w('panel.slip')}</Link>
        </>
      ) : null}
    </>
  )
}
