import { useState } from 'react'
import { fen as fenOf, formatYuan } from '../../../kernel/money.ts'
import { type Period, periodLabel } from '../../../kernel/period.ts'
import {
  Button,
  Chip,
  type Column,
  Count,
  DataTable,
  Dialog,
  EmptyState,
  Link,
  Sub,
  type Tone,
} from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { type Named, type PolicyCounts, previewNames, runNames } from '../contract/index.ts'
import { type Difference, RUN_REASONS } from '../rules/index.ts'
import { entitlementsWords } from '../words/index.ts'
import { namesText } from './parts.tsx'

/** Where the names come from: a preview asked again, or a run that was applied. */
export type NamesOf =
  | { kind: 'preview'; division: number; as_of: string }
  | { kind: 'run'; run_id: Named['family_id']; district: number }

interface Line {
  readonly policy: PolicyCounts
  readonly difference: Difference
}

const TONE: Readonly<Record<Difference, Tone>> = {
  gained: 'done',
  changed: 'info',
  lost: 'attention',
  unknown: 'attention',
  set_aside: 'plain',
  kept: 'plain',
}

const SHOWN = ['gained', 'changed', 'lost', 'unknown', 'set_aside'] as const

/** Policy by policy what is different, with 户 人 元; each line opens to its names. */
export function Differences({ policies, names }: { policies: readonly PolicyCounts[]; names: NamesOf }) {
  const w = useWords(entitlementsWords)
  const locale = useLocale()
  const [open, setOpen] = useState<Line>()
  const lines = policies.flatMap((policy) =>
    SHOWN.filter((difference) => policy[difference].rows > 0).map((difference): Line => ({ policy, difference })),
  )
  const opens = (line: Line) =>
    names.kind === 'preview' ||
    line.difference === 'gained' ||
    line.difference === 'changed' ||
    line.difference === 'lost'
  const columns: Column<Line>[] = [
    {
      key: 'reason',
      title: w('run.reason'),
      cell: ({ difference }) => <Chip tone={TONE[difference]}>{w(`difference.${difference}`)}</Chip>,
      width: 128,
    },
    { key: 'policy', title: w('run.policy'), cell: (line) => <PolicyCell line={line} /> },
    { key: 'who', title: w('run.who'), align: 'end', cell: (line) => <Who line={line} /> },
    { key: 'change', title: w('run.change'), align: 'end', cell: (line) => <Change line={line} /> },
    {
      key: 'names',
      title: w('run.names'),
      cell: (line) =>
        opens(line) ? (
          <Button
            look="quiet"
            aria-label={`${w('run.see')} ${titleOf(line, locale)} ${w(`difference.${line.difference}`)}`}
            onClick={() => setOpen(line)}
          >
            {w('run.see')}
          </Button>
        ) : null,
    },
  ]
  return (
    <>
      <DataTable
        label={w('run.differences')}
        columns={columns}
        rows={lines}
        id={({ policy, difference }) => `${policy.code} ${policy.period} ${difference}`}
        empty={<EmptyState title={w('run.nothing')}>{w('run.nothing_text')}</EmptyState>}
      />
      {open ? <NamesDialog line={open} of={names} onClose={() => setOpen(undefined)} /> : null}
    </>
  )
}

function titleOf({ policy }: Line, locale: 'zh' | 'en'): string {
  return locale === 'zh' ? policy.name_zh : policy.name_en
}

function PolicyCell({ line }: { line: Line }) {
  const w = useWords(entitlementsWords)
  const locale = useLocale()
  const { policy, difference } = line
  return (
    <>
      {titleOf(line, locale)}
      <Sub small>
        {periodLabel(policy.period satisfies Period, locale)}
        {policy.confidence === 'to_confirm' ? ` · ${w('run.to_confirm')}` : ''}
        {difference === 'unknown' && policy.unknown.without_rate > 0
          ? ` · ${w('run.without_rate', { count: policy.unknown.without_rate })}`
          : ''}
      </Sub>
    </>
  )
}

function Who({ line: { policy, difference } }: { line: Line }) {
  const sum = policy[difference]
  return (
    <>
      <Count value={sum.households} unit="household" />
      {policy.beneficiary === 'family' ? null : (
        <>
          {' '}
          <Count value={sum.persons} unit="person" />
        </>
      )}
    </>
  )
}

/** What is added to or taken from what is owed, signed. */
function Change({ line: { policy, difference } }: { line: Line }) {
  const sum = policy[difference]
  if (difference === 'unknown' || difference === 'set_aside') return <>—</>
  if (policy.unit !== 'fen') return difference === 'gained' ? <Count value={sum.quantity} unit={policy.unit} /> : <>—</>
  const change =
    difference === 'lost'
      ? -sum.amount_fen
      : sum.amount_fen - (difference === 'changed' ? policy.changed.amount_before : 0)
  return <Signed fen={change} />
}

export function Signed({ fen }: { fen: number }) {
  const w = useWords(entitlementsWords)
  const sign = fen < 0 ? '−' : fen > 0 ? '+' : ''
  return (
    <span>
      {sign}
      {formatYuan(fenOf(Math.abs(fen)))} {w('run.yuan')}
    </span>
  )
}

function NamesDialog({ line, of, onClose }: { line: Line; of: NamesOf; onClose: () => void }) {
  const w = useWords(entitlementsWords)
  const locale = useLocale()
  return (
    <Dialog title={`${titleOf(line, locale)} · ${w(`difference.${line.difference}`)}`} onClose={onClose} drawer>
      {of.kind === 'preview' ? <PreviewNames line={line} of={of} /> : <RunNames line={line} of={of} />}
    </Dialog>
  )
}

const reading = {
  rows: (page: { items: Named[] }) => page.items,
  next: (page: { next_cursor: string | null }) => page.next_cursor,
}

function PreviewNames({ line: { policy, difference }, of }: { line: Line; of: Extract<NamesOf, { kind: 'preview' }> }) {
  const { division, as_of } = of
  const list = usePages(
    previewNames,
    { query: { division, as_of: as_of as never, policy: policy.code, difference } },
    reading,
  )
  return <NamesTable list={list} money={policy.unit === 'fen'} policy={policy} as_of={as_of} />
}

function RunNames({ line: { policy, difference }, of }: { line: Line; of: Extract<NamesOf, { kind: 'run' }> }) {
  const told = difference === 'changed' || difference === 'lost' ? difference : 'gained'
  const { run_id, district } = of
  const list = usePages(
    runNames,
    { params: { run_id }, query: { district, policy: policy.code, period: policy.period, difference: told } },
    reading,
  )
  return <NamesTable list={list} money={policy.unit === 'fen'} policy={policy} />
}

function NamesTable({
  list,
  money,
  policy,
  as_of,
}: {
  list: ReturnType<typeof usePages<typeof previewNames, Named>> | ReturnType<typeof usePages<typeof runNames, Named>>
  money: boolean
  policy: PolicyCounts
  as_of?: string
}) {
  const w = useWords(entitlementsWords)
  const locale = useLocale()
  const { rows, pending, problem, retry, more, fetching_more } = list
  const columns: Column<Named>[] = [
    { key: 'names', title: w('column.names'), cell: (row) => namesText(row.names, locale) },
    { key: 'community', title: w('column.community'), cell: (row) => row.community_name ?? row.file },
    {
      key: 'why',
      title: w('column.reason'),
      cell: (row) => (
        <>
          {isWhy(row.why) ? w(`why.${row.why}`) : null}{' '}
          {row.person_id === null ? null : (
            <Link
              href={`/policies/${policy.policy_id}/persons/${row.person_id}${as_of === undefined ? '' : `?as_of=${as_of}`}`}
            >
              {w('panel.why')}
            </Link>
          )}
        </>
      ),
    },
    ...(money
      ? [
          {
            key: 'change',
            title: w('run.change'),
            align: 'end' as const,
            cell: (row: Named) => (row.why === 'facts' || row.why === 'rate' ? '—' : <Signed fen={changeOf(row)} />),
          },
        ]
      : []),
  ]
  return (
    <DataTable
      rows={rows}
      pending={pending}
      problem={problem}
      retry={retry}
      {...(more ? { more } : {})}
      fetching_more={fetching_more}
      label={w('run.names')}
      columns={columns}
      id={(row) => `${row.family_id} ${row.person_id ?? ''}`}
      href={(row) => `/families/${row.family_id}`}
      empty={null}
    />
  )
}

/** A lost row was worth what it held; others change from what there was to what there is. */
function changeOf(row: Named): number {
  const lost = RUN_REASONS.some((reason) => reason === row.why)
  return (lost ? 0 : (row.amount_after ?? 0)) - (row.amount_before ?? 0)
}

function isWhy(why: string | null): why is (typeof RUN_REASONS)[number] | 'found_anew' | 'facts' | 'rate' {
  return why !== null && [...RUN_REASONS, 'found_anew', 'facts', 'rate'].includes(why)
}
