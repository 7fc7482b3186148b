import { useState } from 'react'
import { maskAccount } from '../../../kernel/mask.ts'
import { formatYuan } from '../../../kernel/money.ts'
import {
  Chip,
  type Column,
  DataTable,
  Dialog,
  EmptyState,
  FilterChips,
  KeyValue,
  Link,
  Button,
  type Tone,
} from '../../../web/design/index.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { listLeftOut, listPayments, type Payment, type Round } from '../contract/index.ts'
import { PAYMENT_STATES, type PaymentState } from '../rules/states.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { paymentsWords } from '../words/index.ts'
import { useLineColumns } from './columns.tsx'

const TONE: Readonly<Record<PaymentState, Tone>> = {
  composed: 'plain',
  exported: 'attention',
  paid: 'done',
  failed: 'attention',
  void: 'plain',
}

/** The frozen lines; each opens to what it was worked out from. */
export function Payments({ round }: { round: Round }) {
  const w = useWords(paymentsWords)
  const [open, setOpen] = useState<Payment>()
  const [asked] = useUrlState().many('lines')
  const state = PAYMENT_STATES.find((one) => one === asked)
  const list = usePages(
    listPayments,
    // Arrears stand apart, with their explanation.
    { params: { round_id: round.id }, query: { limit: 20, state, kind: 'regular' } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const { who, place, what, amount } = useLineColumns<Payment>()
  const columns: Column<Payment>[] = [
    who,
    place,
    {
      ...what,
      cell: (line) => (
        <>
          {what.cell(line)}
          {line.attempt > 1 ? ` · ${w('page.attempt_no', { attempt: line.attempt })}` : null}
        </>
      ),
    },
    { key: 'account', title: w('page.account'), width: 120, cell: (line) => <Account line={line} /> },
    amount,
    {
      key: 'state',
      title: w('page.state'),
      cell: (line) => (
        <>
          <Chip tone={TONE[line.state]}>{w(`line_state.${line.state}`)}</Chip> {line.failed_reason}{' '}
          <Button look="quiet" onClick={() => setOpen(line)}>
            {w('page.how')}
          </Button>
        </>
      ),
    },
  ]
  return (
    <>
      {round.failed === 0 ? null : <ByOutcome round={round} />}
      <DataTable
        {...list}
        label={w('page.lines')}
        columns={columns}
        id={(line) => line.id}
        name={(line) => line.name}
        empty={<EmptyState title={w('page.no_lines')}>{w('page.no_lines_text')}</EmptyState>}
      />
      {open ? <HowDialog line={open} onClose={() => setOpen(undefined)} /> : null}
    </>
  )
}

/** The account of the line, and behind it what became of the person's account since: a failed line is mended there. */
function Account({ line }: { line: Payment }) {
  const may = useMay('bank_accounts.read')
  const text = maskAccount(line.account)
  return may ? <Link href={`/bank-accounts/${line.person_id}`}>{text}</Link> : <>{text}</>
}

/** What the bank paid and what it could not, each by one press. */
function ByOutcome({ round }: { round: Round }) {
  const w = useWords(paymentsWords)
  const options = [
    { value: 'failed', label: w('line_state.failed'), count: round.failed },
    { value: 'paid', label: w('line_state.paid'), count: round.item_count - round.failed },
  ]
  return <FilterChips sets={[{ name: 'lines', label: w('page.state'), options }]} />
}

/** What a line was worked out from: rate by rate, and the day the register was asked. */
function HowDialog({ line, onClose }: { line: Payment; onClose: () => void }) {
  const w = useWords(paymentsWords)
  return (
    <Dialog title={`${line.name} · ${formatYuan(line.amount_fen as never)}`} onClose={onClose}>
      <KeyValue
        pairs={[
          ...line.parts.map((part) => ({
            label: w('page.part_from', { date: part.from }),
            value:
              part.cut === undefined
                ? w('page.part', { rate: formatYuan(part.rate_fen as never), months: part.months })
                : w(`page.part_${part.cut}`, { months: part.months }),
          })),
          { label: w('page.asked_on'), value: line.asked_on },
          { label: w('page.version'), value: String(line.policy_version) },
          { label: w('page.attempt'), value: String(line.attempt) },
          ...(line.bank_ref === null ? [] : [{ label: w('page.bank_ref'), value: line.bank_ref }]),
          ...(line.paid_on === null ? [] : [{ label: w('page.paid_on'), value: line.paid_on }]),
        ]}
      />
    </Dialog>
  )
}

type Left = ResponseOf<typeof listLeftOut>['items'][number]

/** What was due and could not be paid, with what to do about it. */
export function LeftOut({ round }: { round: Round }) {
  const w = useWords(paymentsWords)
  const list = usePages(
    listLeftOut,
    { params: { round_id: round.id }, query: { limit: 20 } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const { who, place, what, amount } = useLineColumns<Left>()
  const columns: Column<Left>[] = [
    who,
    place,
    what,
    amount,
    { key: 'reason', title: w('page.reason'), cell: (row) => w(`left_out.${row.reason}`) },
  ]
  return (
    <DataTable
      {...list}
      label={w('page.left_out')}
      columns={columns}
      id={(row) => row.entitlement_id}
      name={(row) => row.name}
      empty={<EmptyState title={w('page.nobody_left_out')} />}
    />
  )
}
