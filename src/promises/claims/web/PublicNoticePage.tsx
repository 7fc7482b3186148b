import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { uuid } from '../../../kernel/ids.ts'
import {
  Button,
  Card,
  CentredPage,
  type Column,
  DataTable,
  EmptyState,
  Form,
  FormEnd,
  Notice,
  ProblemNotice,
  QueueSkeleton,
  SelectField,
  Sub,
  TextField,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { usePathPart } from '../../../web/url.ts'
import { publicNotice, publicObjection } from '../contract/index.ts'
import { useW } from './parts.tsx'

type Shown = ResponseOf<typeof publicNotice>

/** What everybody may see while a notice hangs, without signing in. When it is over nothing of it is left here. */
export function PublicNoticePage() {
  const w = useW()
  const token = usePathPart('token')
  const read = useApi(publicNotice, { params: { token } }, { refresh_ms: 300_000 })
  if (read.error?.status === 404) {
    return (
      <CentredPage title={w('page.notice_title')}>
        <Card>
          <EmptyState title={w('page.public_gone')}>{w('page.public_gone_text')}</EmptyState>
        </Card>
      </CentredPage>
    )
  }
  // Once it is shown it stays, with what is being written below it, when a later reading does not get through.
  if (!read.data) {
    return (
      <CentredPage title={w('page.notice_title')}>
        {read.error ? <ProblemNotice problem={read.error} retry={() => void read.refetch()} /> : <QueueSkeleton />}
      </CentredPage>
    )
  }
  const notice = read.data
  return (
    <CentredPage
      wide
      title={w('page.notice_title')}
      lead={[notice.association, notice.street_name, notice.community_name].filter(Boolean).join(' · ')}
    >
      <Lines notice={notice} />
      <Objection token={token} notice={notice} />
    </CentredPage>
  )
}

function Lines({ notice }: { notice: Shown }) {
  const w = useW()
  const columns: Column<Shown['lines'][number]>[] = [
    { key: 'line', title: w('page.line_no'), cell: (row) => row.line, width: 80 },
    { key: 'name', title: w('page.name'), cell: (row) => row.masked_name },
    { key: 'item', title: w('page.item'), cell: (row) => w(`theme.${row.theme}`) },
  ]
  return (
    <>
      <p>{w('page.notice_lead')}</p>
      <DataTable
        label={w('page.notice_title')}
        columns={columns}
        rows={notice.lines}
        id={(row) => String(row.line)}
        empty={<EmptyState title={w('page.none')} />}
      />
      <Sub>{w('page.posted_on', { from: notice.posted_on, to: notice.closes_on })}</Sub>
    </>
  )
}

function Objection({ token, notice }: { token: string; notice: Shown }) {
  const w = useW()
  const [id] = useState(() => uuid(crypto.randomUUID()))
  const [line, setLine] = useState('')
  const [said, setSaid] = useState({ text: '', name: '', contact: '' })
  const send = useCommand(publicObjection)
  const set = (change: Partial<typeof said>) => setSaid({ ...said, ...change })
  if (send.done)
    return (
      <Notice tone="done" title={w('page.public_done')}>
        {w('page.public_done_text')}
      </Notice>
    )
  return (
    <Card title={w('page.public_object')}>
      <Sub>{w('page.public_object_lead')}</Sub>
      <Form
        problem={send.problem}
        onSubmit={() => void send.send({ params: { token }, body: { id, line: Number(line), ...said } })}
      >
        <SelectField
          name="line"
          label={w('page.public_line')}
          value={line}
          options={notice.lines.map((one) => ({
            value: String(one.line),
            label: w('page.public_line_option', { line: one.line, name: one.masked_name }),
          }))}
          onChange={setLine}
        />
        <TextField
          name="text"
          label={w('page.object_text')}
          rows={4}
          maxLength={1000}
          value={said.text}
          onChange={(text) => set({ text })}
        />
        <TextField
          name="name"
          label={w('page.object_name')}
          optional
          maxLength={60}
          value={said.name}
          onChange={(name) => set({ name })}
        />
        <TextField
          name="contact"
          label={w('page.object_contact')}
          optional
          maxLength={100}
          value={said.contact}
          onChange={(contact) => set({ contact })}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={send.pending} disabled={line === ''}>
            {w('page.send')}
          </Button>
        </FormEnd>
      </Form>
    </Card>
  )
}
