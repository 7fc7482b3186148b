import { useState } from 'react'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  ButtonLink,
  Cluster,
  type Column,
  ConfirmWithNumbers,
  DataTable,
  EmptyState,
  ListPage,
  ListSkeleton,
  Reading,
  Sub,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useMay } from '../../../web/session.ts'
import { confirmRoll, fileRoll, listTakeOvers, type TakeOver } from '../contract/index.ts'
import { PolicyText, useW } from './parts.tsx'

/** How far the take-over of the roll kept before is, by policy, and the next act of each. */
export function TakeOverPage() {
  const w = useW()
  const read = useApi(listTakeOvers, {}, { topics: ['claims'] })
  const [asked, setAsked] = useState<{ act: 'confirm' | 'file'; row: TakeOver }>()
  const persons = (count: number) => w('roll.persons', { count })
  const columns: Column<TakeOver>[] = [
    { key: 'policy', title: w('page.policy'), cell: (row) => <PolicyText row={row} /> },
    { key: 'candidates', title: w('roll.candidates'), align: 'end', cell: (row) => persons(row.candidates) },
    { key: 'waiting', title: w('roll.waiting'), align: 'end', cell: (row) => persons(row.waiting) },
    { key: 'to_file', title: w('roll.to_file'), align: 'end', cell: (row) => persons(row.to_file) },
    { key: 'taken_over', title: w('roll.taken_over'), align: 'end', cell: (row) => persons(row.taken_over) },
    { key: 'act', title: w('roll.act'), cell: (row) => <Acts row={row} onAsk={(act) => setAsked({ act, row })} /> },
  ]
  const close = () => setAsked(undefined)
  return (
    <ListPage
      header={{
        title: w('roll.take_over'),
        sub: w('roll.take_over_sub'),
        crumbs: [{ title: w('page.claims'), href: '/claims' }, { title: w('roll.take_over') }],
      }}
    >
      <Reading of={read} skeleton={<ListSkeleton />} part>
        {({ items }) => (
          <DataTable
            label={w('roll.take_over')}
            rows={items}
            columns={columns}
            id={(row) => row.policy_id}
            empty={<EmptyState title={w('roll.take_over_none')}>{w('roll.take_over_none_text')}</EmptyState>}
          />
        )}
      </Reading>
      {asked?.act === 'confirm' ? <ConfirmDialog row={asked.row} onClose={close} /> : null}
      {asked?.act === 'file' ? <FilingDialog row={asked.row} onClose={close} /> : null}
    </ListPage>
  )
}

function Acts({ row, onAsk }: { row: TakeOver; onAsk: (act: 'confirm' | 'file') => void }) {
  const w = useW()
  const may = { list: useMay('claims.take_over'), confirm: useMay('claims.decide'), file: useMay('claims.file') }
  const at = `/claims/take-over/${row.policy_id}`
  return (
    <Cluster>
      {may.list && row.candidates > 0 ? <ButtonLink href={at}>{w('roll.list_act')}</ButtonLink> : null}
      {row.waiting > 0 ? (
        <ButtonLink look="quiet" href={`${at}?list=waiting`}>
          {w('roll.look')}
        </ButtonLink>
      ) : null}
      {may.confirm && row.waiting > 0 ? <Confirm row={row} onAsk={() => onAsk('confirm')} /> : null}
      {may.file && row.to_file > 0 ? (
        <Button onClick={() => onAsk('file')}>{w('roll.file', { count: row.to_file })}</Button>
      ) : null}
    </Cluster>
  )
}

function Confirm({ row, onAsk }: { row: TakeOver; onAsk: () => void }) {
  const w = useW()
  if (row.own > 0) return <Sub small>{w('roll.own_list')}</Sub>
  return <Button onClick={onAsk}>{w('roll.confirm', { count: row.waiting })}</Button>
}

/** Confirms as many as were on the screen: who was listed meanwhile is not confirmed with them. */
function ConfirmDialog({ row, onClose }: { row: TakeOver; onClose: () => void }) {
  const w = useW()
  const today = useToday()
  const [from, setFrom] = useState<string>(`${today.slice(0, 4)}-01-01`)
  const confirm = useCommand(confirmRoll, {
    topics: ['claims', 'entitlements'],
    done: ({ claims }) => {
      toast(w('roll.confirmed', { count: claims }))
      onClose()
    },
  })
  const send = () =>
    void confirm.send({
      params: { policy_id: row.policy_id },
      body: { in_force_from: from as CivilDate, claims: row.waiting },
    })
  return (
    <ConfirmWithNumbers
      title={w('roll.confirm_title')}
      facts={[
        { label: w('page.policy'), value: <PolicyText row={row} /> },
        { label: w('roll.waiting'), value: w('roll.persons', { count: row.waiting }) },
      ]}
      act={w('roll.confirm', { count: row.waiting })}
      busy={confirm.pending}
      problem={confirm.problem}
      onConfirm={send}
      onClose={onClose}
    >
      <TextField name="in_force_from" type="date" label={w('page.in_force_from')} value={from} onChange={setFrom} />
      <Sub>{w('roll.confirm_text')}</Sub>
    </ConfirmWithNumbers>
  )
}

function FilingDialog({ row, onClose }: { row: TakeOver; onClose: () => void }) {
  const w = useW()
  const file = useCommand(fileRoll, {
    topics: ['claims'],
    done: ({ claims }) => {
      toast(w('roll.filed', { count: claims }))
      onClose()
    },
  })
  return (
    <ConfirmWithNumbers
      title={w('roll.file_title')}
      facts={[
        { label: w('page.policy'), value: <PolicyText row={row} /> },
        { label: w('roll.to_file'), value: w('roll.persons', { count: row.to_file }) },
      ]}
      act={w('roll.file', { count: row.to_file })}
      busy={file.pending}
      problem={file.problem}
      onConfirm={() => void file.send({ params: { policy_id: row.policy_id }, body: { claims: row.to_file } })}
      onClose={onClose}
    >
      <Sub>{w('roll.file_text')}</Sub>
    </ConfirmWithNumbers>
  )
}
