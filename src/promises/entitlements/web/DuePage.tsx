import { useState } from 'react'
import { isCode } from '../../../kernel/division-code.ts'
import { listChildren } from '../../../registry/divisions/contract.ts'
import {
  Button,
  ButtonLink,
  DataTable,
  EmptyState,
  FilterChips,
  Kpi,
  Kpis,
  ListPage,
  Money,
  UrlSelect,
} from '../../../web/design/index.ts'
import { useApi, useCommand, usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { toast } from '../../../web/design/index.ts'
import { type Entitlement, listOwed, type OwedFilter, release, restore, sumOwed, type Sum } from '../contract/index.ts'
import { STATES } from '../rules/states.ts'
import { entitlementsWords } from '../words.ts'
import { type Chosen, ExportDialog, HoldDialog, ReachDialog, UndoDialog, VoidDialog } from './DueDialogs.tsx'
import { useColumns } from './columns.tsx'
import { policyName } from './parts.tsx'

type Open =
  | { what: 'reach'; chosen: Chosen }
  | { what: 'hold' | 'void' }
  | { what: 'export' }
  | { what: 'undo'; record_id: Entitlement['id'] }

/** Owed and not yet reached: the list that is never out of sight, with what can be done about it. */
export function DuePage() {
  const w = useWords(entitlementsWords)
  const filter = useFilter()
  const sums = useApi(sumOwed, { query: filter }, { keep: true })
  const list = usePages(listOwed, { query: filter }, { rows: (page) => page.items, next: (page) => page.next_cursor })
  const [ids, setIds] = useState<readonly string[]>([])
  const [open, setOpen] = useState<Open>()
  const chosen = list.rows.filter((row) => ids.includes(row.id))
  const may = {
    reach: useMay('entitlements.reach'),
    export: useMay('entitlements.export'),
    preview: useMay('entitlements.preview'),
  }
  const done = () => {
    setOpen(undefined)
    setIds([])
  }
  const columns = useColumns((record_id) => setOpen({ what: 'undo', record_id }))
  const all = sums.data?.total
  const reachable = may.reach && all !== undefined && all.rows > 0 && onlyDue(filter)
  return (
    <ListPage
      header={{
        title: w('page.due'),
        sub: w('page.due_sub'),
        actions: (
          <>
            {may.preview ? <ButtonLink href="/due/runs">{w('page.runs')}</ButtonLink> : null}
            {may.export ? <Button onClick={() => setOpen({ what: 'export' })}>{w('page.export')}</Button> : null}
            {may.preview ? (
              <ButtonLink href="/due/run" look="primary">
                {w('page.new_run')}
              </ButtonLink>
            ) : null}
          </>
        ),
      }}
      filters={<Filters />}
    >
      <Figures sum={all} />
      {reachable ? (
        <div>
          <Button
            onClick={() =>
              setOpen({
                what: 'reach',
                chosen: {
                  filter,
                  sum: all,
                  other_than_money: sums.data?.by_policy.some((one) => one.unit !== 'fen') ?? false,
                },
              })
            }
          >
            {w('act.reach_all')}
          </Button>
        </div>
      ) : null}
      <DataTable
        {...list}
        label={w('page.owed')}
        columns={columns}
        id={(row) => row.id}
        name={(row) => row.names.join(' ')}
        href={(row) => `/families/${row.family_id}`}
        total={list.first?.total ?? undefined}
        total_or_more={list.first?.total_or_more ?? false}
        selection={{ ids, onChange: setIds, actions: <Acts rows={chosen} onOpen={setOpen} onDone={done} /> }}
        empty={<Nothing filtered={Object.values(filter).some((value) => value !== undefined)} />}
      />
      {open?.what === 'reach' ? (
        <ReachDialog chosen={open.chosen} onClose={() => setOpen(undefined)} onDone={done} />
      ) : null}
      {open?.what === 'hold' ? (
        <HoldDialog ids={chosen.map((row) => row.id)} onClose={() => setOpen(undefined)} onDone={done} />
      ) : null}
      {open?.what === 'void' ? (
        <VoidDialog ids={chosen.map((row) => row.id)} onClose={() => setOpen(undefined)} onDone={done} />
      ) : null}
      {open?.what === 'undo' ? (
        <UndoDialog record_id={open.record_id} onClose={() => setOpen(undefined)} onDone={done} />
      ) : null}
      {open?.what === 'export' ? <ExportDialog filter={filter} onClose={() => setOpen(undefined)} /> : null}
    </ListPage>
  )
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
            { value: '', label: w('page.all_streets') },
            ...(children.data?.items ?? []).map((place) => ({ value: String(place.code), label: place.name })),
          ]}
        />
      )}
    </FilterChips>
  )
}

function Figures({ sum }: { sum: Sum | undefined }) {
  const w = useWords(entitlementsWords)
  if (!sum || sum.rows === 0) return null
  return (
    <Kpis>
      <Kpi label={w('page.total_rows')} value={sum.rows} unit={w('page.items')} />
      <Kpi label={w('page.total_households')} value={sum.households} unit={w('run.unit_households')} />
      <Kpi label={w('page.total_persons')} value={sum.persons} unit={w('run.unit_persons')} />
      <Kpi
        label={w('page.total_money')}
        value={<Money fen={sum.amount_fen} />}
        note={<Money fen={sum.amount_fen} exact />}
      />
    </Kpis>
  )
}

function Acts({
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
  const all = (...states: Entitlement['state'][]) => rows.length > 0 && rows.every((row) => states.includes(row.state))
  const ids = rows.map((row) => row.id)
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
      {may.reach && all('due') ? (
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

function Nothing({ filtered }: { filtered: boolean }) {
  const w = useWords(entitlementsWords)
  return filtered ? (
    <EmptyState title={w('page.empty_filter')}>{w('page.empty_filter_text')}</EmptyState>
  ) : (
    <EmptyState title={w('page.empty')}>{w('page.empty_text')}</EmptyState>
  )
}
