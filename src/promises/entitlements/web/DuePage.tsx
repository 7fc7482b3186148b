import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { formatCount } from '../../../kernel/units.ts'
import { isCode } from '../../../kernel/division-code.ts'
import { listChildren } from '../../../registry/divisions/contract.ts'
import {
  Button,
  ButtonLink,
  Count,
  DataTable,
  Earlier,
  EmptyState,
  FilterChips,
  Kpi,
  Kpis,
  ListPage,
  Money,
  Sub,
  UrlSelect,
} from '../../../web/design/index.ts'
import { useApi, useMarked, usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { type Entitlement, listOwed, type OwedFilter, sumOwed, type Sum } from '../contract/index.ts'
import { STATES } from '../rules/states.ts'
import { entitlementsWords } from '../words/index.ts'
import { HoldDialog, OwedExportDialog, ReachDialog, UndoDialog, VoidDialog } from './DueDialogs.tsx'
import { Acts, type Open } from './acts.tsx'
import { useColumns } from './columns.tsx'
import { policyName } from './parts.tsx'

/** Owed and not yet reached: the list that is never out of sight, with what can be done about it. */
export function DuePage() {
  const w = useWords(entitlementsWords)
  const filter = useFilter()
  const sums = useApi(sumOwed, { query: filter }, { keep: true })
  const list = usePages(listOwed, { query: filter }, { rows: (page) => page.items, next: (page) => page.next_cursor })
  const marked = useMarked(list, (row) => row.id)
  const [open, setOpen] = useState<Open>()
  const mayReach = useMay('entitlements.reach')
  const acts = [mayReach, useMay('entitlements.hold'), useMay('entitlements.void')].includes(true)
  const done = () => {
    setOpen(undefined)
    marked.set([])
  }
  const columns = useColumns((record_id) => setOpen({ what: 'undo', record_id }))
  const all = sums.data?.total
  const reachable = mayReach && !sums.isPlaceholderData && all !== undefined && all.rows > 0 && onlyDue(filter)
  return (
    <ListPage
      header={{
        title: w('page.due'),
        sub: w('page.due_sub'),
        actions: <HeaderActions onExport={() => setOpen({ what: 'export' })} />,
      }}
      filters={<Filters />}
    >
      <Earlier now={sums.isPlaceholderData}>
        <Figures sum={all} />
      </Earlier>
      {reachable ? <ReachAll filter={filter} sums={sums.data} onOpen={setOpen} /> : null}
      <DataTable
        {...list}
        label={w('page.owed')}
        columns={columns}
        id={(row) => row.id}
        name={(row) => row.names.join(' ')}
        href={(row) => `/families/${row.family_id}`}
        total={list.first?.total ?? undefined}
        total_or_more={list.first?.total_or_more ?? false}
        selection={
          acts
            ? {
                ids: marked.ids,
                onChange: marked.set,
                actions: <Acts rows={marked.rows} onOpen={setOpen} onDone={done} />,
              }
            : undefined
        }
        empty={<Nothing filtered={Object.values(filter).some((value) => value !== undefined)} />}
      />
      <Dialogs
        open={open}
        ids={marked.rows.map((row) => row.id)}
        filter={filter}
        onClose={() => setOpen(undefined)}
        onDone={done}
      />
    </ListPage>
  )
}

interface ReachAllProps {
  readonly filter: OwedFilter
  readonly sums: ResponseOf<typeof sumOwed> | undefined
  readonly onOpen: (open: Open) => void
}

/** All that one policy owes, marked reached at once. */
function ReachAll({ filter, sums, onOpen }: ReachAllProps) {
  const w = useWords(entitlementsWords)
  if (sums === undefined) return null
  // What the bank pays is marked by its answer; the list says so where the act would stand.
  if (sums.by_policy.some((one) => one.by_round)) return <Sub>{w('act.by_round', { count: sums.total.rows })}</Sub>
  const other_than_money = sums.by_policy.some((one) => one.unit !== 'fen')
  return (
    <div>
      <Button onClick={() => onOpen({ what: 'reach', chosen: { filter, sum: sums.total, other_than_money } })}>
        {w('act.reach_all')}
      </Button>
    </div>
  )
}

function HeaderActions({ onExport }: { onExport: () => void }) {
  const w = useWords(entitlementsWords)
  const may = { export: useMay('entitlements.export'), preview: useMay('entitlements.preview') }
  return (
    <>
      {may.preview ? <ButtonLink href="/due/runs">{w('page.runs')}</ButtonLink> : null}
      {may.export ? <Button onClick={() => onExport()}>{w('page.export')}</Button> : null}
      {may.preview ? (
        <ButtonLink href="/due/run" look="primary">
          {w('page.new_run')}
        </ButtonLink>
      ) : null}
    </>
  )
}

interface DialogsProps {
  readonly open: Open | undefined
  readonly ids: readonly Entitlement['id'][]
  readonly filter: OwedFilter
  readonly onClose: () => void
  readonly onDone: () => void
}

function Dialogs({ open, ids, filter, onClose, onDone }: DialogsProps) {
  if (!open) return null
  switch (open.what) {
    case 'reach':
      return <ReachDialog chosen={open.chosen} onClose={onClose} onDone={onDone} />
    case 'hold':
      return <HoldDialog ids={ids} onClose={onClose} onDone={onDone} />
    case 'void':
      return <VoidDialog ids={ids} onClose={onClose} onDone={onDone} />
    case 'undo':
      return <UndoDialog record_id={open.record_id} onClose={onClose} onDone={onDone} />
    case 'export':
      return <OwedExportDialog filter={filter} onClose={onClose} />
  }
}

/** The address is the filter: what is not understood in it is left out. */
function useFilter(): OwedFilter {
  const url = useUrlState()
  const states = STATES.filter((state) => url.many('state').includes(state))
  const policies = url.many('policy').filter((code) => /^[a-z][a-z0-9_]{2,59}$/.test(code))
  const street = Number(url.one('street'))
  const attention = url.one('attention')
  return {
    ...(states.length > 0 ? { state: states } : {}),
    ...(policies.length > 0 ? { policy: policies } : {}),
    ...(url.one('street') !== '' && isCode(street) ? { division: street } : {}),
    ...(attention === 'overdue' ? { overdue: 'yes' as const } : {}),
    ...(attention === 'review' ? { review: 'yes' as const } : {}),
    ...(attention === 'departed' ? { departed: 'yes' as const } : {}),
  }
}

/** Only what is due can be marked all at once, and only of one policy: acts differ from policy to policy. */
function onlyDue(filter: OwedFilter): boolean {
  return filter.state?.length === 1 && filter.state[0] === 'due' && filter.policy?.length === 1
}

function Filters() {
  const w = useWords(entitlementsWords)
  const locale = useLocale()
  const session = useSession().data
  const own = session?.active_post?.division ?? 0
  const children = useApi(
    listChildren,
    { params: { code: own }, query: { limit: 100 } },
    { enabled: own % 1000 === 0 && own > 0 },
  )
  const { division: _, policy: __, ...rest } = useFilter()
  const policies = useApi(sumOwed, { query: rest }, { keep: true })
  const codes = new Map((policies.data?.by_policy ?? []).map((one) => [one.policy_code, policyName(one, locale)]))
  return (
    <FilterChips
      sets={[
        {
          name: 'state',
          label: w('page.filter_state'),
          multiple: true,
          options: STATES.map((value) => ({ value, label: w(`state.${value}`) })),
        },
        {
          name: 'attention',
          label: w('page.filter_attention'),
          options: (['overdue', 'review', 'departed'] as const).map((value) => ({ value, label: w(`page.${value}`) })),
        },
        {
          name: 'policy',
          label: w('page.filter_policy'),
          multiple: true,
          options: [...codes].map(([value, label]) => ({ value, label })),
        },
      ]}
    >
      {(children.data?.items.length ?? 0) === 0 ? null : (
        <UrlSelect
          name="street"
          label={w('page.street')}
          options={[
            { value: '', label: w('page.all_places') },
            ...(children.data?.items ?? []).map((place) => ({ value: String(place.code), label: place.name })),
          ]}
        />
      )}
    </FilterChips>
  )
}

function Figures({ sum }: { sum: Sum | undefined }) {
  const w = useWords(entitlementsWords)
  const locale = useLocale()
  if (!sum || sum.rows === 0) return null
  return (
    <Kpis>
      <Kpi
        label={w('page.total_rows')}
        value={formatCount(sum.rows, locale)}
        unit={w('page.items', { count: sum.rows })}
      />
      <Kpi label={w('page.total_households')} value={<Count value={sum.households} unit="household" />} />
      <Kpi label={w('page.total_persons')} value={<Count value={sum.persons} unit="person" />} />
      <Kpi
        label={w('page.total_money')}
        value={<Money fen={sum.amount_fen} />}
        // English shows every fen already, and so does a sum below the wan: the note is for what was rounded.
        note={
          locale === 'zh' && Math.abs(sum.amount_fen) >= 1_000_000 ? <Money fen={sum.amount_fen} exact /> : undefined
        }
      />
    </Kpis>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  const w = useWords(entitlementsWords)
  return filtered ? (
    <EmptyState title={w('page.empty_filter')}>{w('page.empty_filter_text')}</EmptyState>
  ) : (
    <EmptyState title={w('page.empty')}>{w('page.empty_text')}</EmptyState>
  )
}
