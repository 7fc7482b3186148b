import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  Chip,
  Cluster,
  type Column,
  ConfirmWithNumbers,
  DataTable,
  EmptyState,
  ListPage,
  Money,
  ProblemNotice,
  Section,
  Sub,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { confirmAppropriation, listAppropriations, listSources, withdrawAppropriation } from '../contract.ts'
import { fundsWords } from '../words/index.ts'
import { AppropriationDialog, SourceDialog, SpendingDialog } from './dialogs.tsx'
import { Years } from './years.tsx'

type Row = ResponseOf<typeof listAppropriations>['items'][number]
type Asked = { act: 'source' | 'appropriation' } | { act: 'confirm' | 'spend'; row: Row }

/** `/funds/appropriations`: what was appropriated and what is left of it; entering, confirming, spending, closing a year. */
export function AppropriationsPage() {
  const w = useWords(fundsWords)
  const list = useApi(listAppropriations, { query: {} })
  const sources = useApi(listSources, { query: {} })
  const may_write = useMay('funds.write')
  const [asked, setAsked] = useState<Asked>()
  const close = () => setAsked(undefined)
  const columns = useColumns(setAsked)
  return (
    <ListPage
      header={{
        title: w('appropriations'),
        crumbs: [{ title: w('statement'), href: '/funds' }],
        actions: may_write ? (
          <>
            <Button onClick={() => setAsked({ act: 'source' })}>{w('source_new')}</Button>
            <Button look="primary" onClick={() => setAsked({ act: 'appropriation' })}>
              {w('appropriation_new')}
            </Button>
          </>
        ) : undefined,
      }}
    >
      <DataTable
        label={w('appropriations')}
        columns={columns}
        rows={list.data?.items ?? []}
        pending={list.isPending}
        problem={list.error}
        retry={() => void list.refetch()}
        id={(row) => row.id}
        empty={<EmptyState title={w('no_appropriations')}>{w('no_appropriations_text')}</EmptyState>}
      />
      <Section title={w('years')}>
        <Years />
      </Section>
      {asked?.act === 'source' ? <SourceDialog onClose={close} /> : null}
      {asked?.act === 'appropriation' && sources.data ? (
        <AppropriationDialog known={sources.data} onClose={close} />
      ) : null}
      {asked?.act === 'spend' ? <SpendingDialog appropriation={asked.row} onClose={close} /> : null}
      {asked?.act === 'confirm' ? <ConfirmDialog row={asked.row} onClose={close} /> : null}
    </ListPage>
  )
}

function useColumns(ask: (asked: Asked) => void): Column<Row>[] {
  const w = useWords(fundsWords)
  const locale = useLocale()
  return [
    {
      key: 'what',
      title: w('column_purpose'),
      cell: (row) => (
        <>
          {w('year_label', { year: row.year })} {locale === 'zh' ? row.purpose_zh : row.purpose_en}
          <Sub>{[w(`origin_${row.origin}`), row.document].filter(Boolean).join(' · ')}</Sub>
        </>
      ),
    },
    { key: 'source', title: w('column_source'), cell: (row) => row.source_name },
    { key: 'stated', title: w('column_stated'), align: 'end', cell: (row) => <Money fen={row.stated_fen} exact /> },
    {
      key: 'reserved',
      title: w('figure_reserved'),
      align: 'end',
      cell: (row) => <Money fen={row.reserved_fen} exact />,
    },
    { key: 'spent', title: w('figure_spent'), align: 'end', cell: (row) => <Money fen={row.spent_fen} exact /> },
    { key: 'left', title: w('column_left'), align: 'end', cell: (row) => <Money fen={row.available_fen} exact /> },
    {
      key: 'state',
      title: w('column_state'),
      cell: (row) => <Chip tone={row.state === 'confirmed' ? 'done' : 'attention'}>{w(`state_${row.state}`)}</Chip>,
    },
    { key: 'act', title: '', cell: (row) => <Acts row={row} ask={ask} /> },
  ]
}

function Acts({ row, ask }: { row: Row; ask: (asked: Asked) => void }) {
  const w = useWords(fundsWords)
  const own = useSession().data?.account?.account_id === row.created_by
  const may_confirm = useMay('funds.confirm')
  const may_write = useMay('funds.write')
  const withdraw = useCommand(withdrawAppropriation, { done: () => toast(w('appropriation_withdrawn')) })
  if (row.state === 'entered') {
    return (
      <Cluster>
        {may_confirm && !own ? <Button onClick={() => ask({ act: 'confirm', row })}>{w('confirm')}</Button> : null}
        {may_write ? (
          <Button busy={withdraw.pending} onClick={() => void withdraw.send({ params: { appropriation_id: row.id } })}>
            {w('withdraw')}
          </Button>
        ) : null}
        {withdraw.problem ? <ProblemNotice problem={withdraw.problem} /> : null}
      </Cluster>
    )
  }
  return may_write && row.available_fen > 0 ? (
    <Button onClick={() => ask({ act: 'spend', row })}>{w('spend')}</Button>
  ) : null
}

function ConfirmDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const w = useWords(fundsWords)
  const locale = useLocale()
  const confirm = useCommand(confirmAppropriation, {
    done: () => {
      toast(w('appropriation_confirmed'))
      onClose()
    },
  })
  return (
    <ConfirmWithNumbers
      title={w('confirm')}
      facts={[
        { label: w('column_source'), value: row.source_name },
        { label: w('column_purpose'), value: locale === 'zh' ? row.purpose_zh : row.purpose_en },
        { label: w('column_stated'), value: <Money fen={row.stated_fen} exact /> },
      ]}
      act={w('confirm')}
      busy={confirm.pending}
      problem={confirm.problem}
      onConfirm={() => void confirm.send({ params: { appropriation_id: row.id } })}
      onClose={onClose}
    >
      <Sub>{w('confirm_sure', { name: row.created_by_name })}</Sub>
    </ConfirmWithNumbers>
  )
}
