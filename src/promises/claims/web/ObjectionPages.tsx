import { useState } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { uuid } from '../../../kernel/ids.ts'
import { api, type Problem } from '../../../web/api.ts'
import {
  Button,
  Card,
  ChoiceField,
  type Column,
  DataTable,
  EmptyState,
  FilterChips,
  Form,
  FormEnd,
  KeyValue,
  Link,
  ListPage,
  ListSkeleton,
  ProblemNotice,
  Sub,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useCommand, usePages } from '../../../web/hooks.ts'
import { useMay } from '../../../web/session.ts'
import { usePathPart } from '../../../web/url.ts'
import { findOnObjection, listObjections, openObjection } from '../contract/index.ts'
import { DueChip, usePressingFilter, usePressingSets, useW } from './parts.tsx'

type Row = ResponseOf<typeof listObjections>['items'][number]
type Shown = ResponseOf<typeof openObjection>

/** Objections that wait for a finding. */
export function ObjectionsPage() {
  const w = useW()
  const list = usePages(
    listObjections,
    { query: usePressingFilter() },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const columns: Column<Row>[] = [
    { key: 'about', title: w('page.objection_about'), cell: (row) => row.claim_name },
    { key: 'place', title: w('page.place'), cell: (row) => row.community_name },
    { key: 'how', title: w('page.objection'), cell: (row) => w(`channel.${row.channel}`) },
    { key: 'on', title: w('page.received_on'), cell: (row) => row.received_on },
    { key: 'due', title: w('page.deadline'), cell: (row) => <DueChip on={row.due_on} pressing={row.pressing} /> },
  ]
  return (
    <ListPage
      header={{
        title: w('page.objections'),
        crumbs: [{ title: w('page.claims'), href: '/claims' }, { title: w('page.objections') }],
      }}
      filters={<FilterChips sets={usePressingSets()} />}
    >
      <DataTable
        {...list}
        label={w('page.objections')}
        columns={columns}
        id={(row) => row.objection_id}
        href={(row) => `/claim-objections/${row.objection_id}`}
        empty={<EmptyState title={w('page.objection_none')} />}
      />
    </ListPage>
  )
}

/** One objection, opened (which leaves a trace), and its finding. */
export function ObjectionPage() {
  const w = useW()
  const objection_id = uuid(usePathPart('objection_id'))
  const read = useQuery<Shown, Problem>({
    queryKey: ['claim-objection', objection_id],
    queryFn: () => api(openObjection, { params: { objection_id } }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
  if (read.error) return <ProblemNotice problem={read.error} />
  if (!read.data) return <ListSkeleton />
  const one = read.data
  return (
    <ListPage
      header={{
        title: w('page.objection'),
        sub: one.claim_name,
        crumbs: [
          { title: w('page.claims'), href: '/claims' },
          { title: w('page.objections'), href: '/claim-objections' },
        ],
      }}
    >
      <Card>
        <KeyValue
          pairs={[
            { label: w('page.objection_about'), value: <Link href={`/claims/${one.claim_id}`}>{one.claim_name}</Link> },
            { label: w('page.received_on'), value: `${one.received_on} · ${w(`channel.${one.channel}`)}` },
            { label: w('page.object_name'), value: one.name },
            { label: w('page.object_contact'), value: one.contact },
          ]}
        />
        <p>{one.text}</p>
      </Card>
      <Finding one={one} />
    </ListPage>
  )
}

function Finding({ one }: { one: Shown }) {
  const w = useW()
  const may = useMay('claims.find')
  const client = useQueryClient()
  const [outcome, setOutcome] = useState<'upheld' | 'dismissed' | ''>('')
  const [finding, setFinding] = useState('')
  const find = useCommand(findOnObjection, {
    topics: ['claims', 'claim-notices'],
    done: () => {
      toast(w('page.sent'))
      void client.invalidateQueries({ queryKey: ['claim-objection', one.objection_id] })
    },
  })
  if (one.outcome !== null)
    return (
      <Card title={w(`outcome.${one.outcome}`)}>
        <p>{one.finding}</p>
        <Sub>{w('page.handled', { name: one.handled_by ?? '' })}</Sub>
      </Card>
    )
  if (!may) return null
  if (!one.may_find) return <Sub>{w('page.may_not_find')}</Sub>
  const submit = () => {
    if (outcome !== '')
      void find.send({ params: { objection_id: one.objection_id }, body: { version: one.version, outcome, finding } })
  }
  return (
    <Card title={w('page.settle')}>
      <Form problem={find.problem} onSubmit={submit}>
        <ChoiceField
          name="outcome"
          label={w('page.settle_result')}
          value={outcome}
          options={(['dismissed', 'upheld'] as const).map((value) => ({ value, label: w(`outcome.${value}`) }))}
          onChange={setOutcome}
        />
        <TextField name="finding" label={w('page.settle_text')} maxLength={500} value={finding} onChange={setFinding} />
        <FormEnd>
          <Button type="submit" look="primary" busy={find.pending} disabled={outcome === ''}>
            {w('page.settle')}
          </Button>
        </FormEnd>
      </Form>
    </Card>
  )
}
