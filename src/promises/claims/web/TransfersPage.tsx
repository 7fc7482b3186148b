import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { type Uuid, uuid } from '../../../kernel/ids.ts'
import {
  Button,
  ButtonLink,
  Chip,
  Dialog,
  EmptyState,
  Form,
  FormEnd,
  KeyValue,
  Link,
  Queue,
  QueuePage,
  QueueSkeleton,
  Reading,
  SelectField,
  Sub,
  toast,
} from '../../../web/design/index.ts'
import { instantParts } from '../../../web/clock.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useShellWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useGo } from '../../../web/url.ts'
import { listTransfers, receiveTransfer } from '../contract/index.ts'
import { PolicyText, useW } from './parts.tsx'

type Transfer = ResponseOf<typeof listTransfers>['items'][number]
type Sent = ResponseOf<typeof listTransfers>['sent'][number]
type Here = NonNullable<Transfer['here']>

/**
 * Who stood on the roll of another district and whose hukou came here: the claim goes on, nobody declares again. And who went from here,
 * until somebody there has received her.
 */
export function TransfersPage() {
  const w = useW()
  const read = useApi(listTransfers, {}, { topics: ['claims', 'families'] })
  const [receiving, setReceiving] = useState<{ transfer: Transfer; here: Here }>()
  return (
    <QueuePage
      header={{
        title: w('page.transfers'),
        sub: w('roll.transfers_sub'),
        crumbs: [{ title: w('page.claims'), href: '/claims' }, { title: w('page.transfers') }],
      }}
    >
      <Reading of={read} skeleton={<QueueSkeleton />} part>
        {({ items, sent }) => (
          <Queue
            groups={[
              {
                id: 'incoming',
                title: w('roll.transfer_group'),
                note: items.length === 0 ? undefined : w('roll.transfer_note', { count: items.length }),
                items: items.map((transfer) => ({
                  id: transfer.transfer_id,
                  who: <Who transfer={transfer} />,
                  what: <What transfer={transfer} />,
                  when: <IsHere transfer={transfer} />,
                  actions: <Act transfer={transfer} onReceive={(here) => setReceiving({ transfer, here })} />,
                })),
                empty: (
                  <EmptyState heading={false} title={w('roll.transfers_none')}>
                    {w('roll.transfers_none_text')}
                  </EmptyState>
                ),
              },
              {
                id: 'sent',
                title: w('roll.sent_group'),
                items: sent.map((transfer) => ({
                  id: transfer.transfer_id,
                  who: (
                    <Link href={`/claims/${transfer.claim_id}`} data-primary="">
                      {transfer.name}
                    </Link>
                  ),
                  what: <WhereTo transfer={transfer} />,
                  when: <IsReceived transfer={transfer} />,
                })),
                empty: (
                  <EmptyState heading={false} title={w('roll.sent_none')}>
                    {w('roll.sent_none_text')}
                  </EmptyState>
                ),
              },
            ]}
          />
        )}
      </Reading>
      {receiving ? <ReceiveDialog {...receiving} onClose={() => setReceiving(undefined)} /> : null}
    </QueuePage>
  )
}

function Who({ transfer: { here, masked_name } }: { transfer: Transfer }) {
  const may = useMay('families.read')
  if (here === null || !may) return <>{here?.name ?? masked_name}</>
  return (
    <Link href={`/families/${here.family_id}`} data-primary="">
      {here.name}
    </Link>
  )
}

function What({ transfer }: { transfer: Transfer }) {
  const w = useW()
  const { from_name, to_name, here } = transfer
  const to = here?.community_name ?? to_name ?? String(transfer.to_division)
  return (
    <>
      <PolicyText row={transfer} /> ·{' '}
      {w('roll.transfer_way', { from: from_name ?? String(transfer.from_district), to })} ·{' '}
      {w('roll.transfer_on', { date: transfer.moved_on })}
      {here === null ? <Sub small>{w('roll.not_here_text')}</Sub> : null}
    </>
  )
}

function IsHere({ transfer: { here } }: { transfer: Transfer }) {
  const w = useW()
  return here === null ? (
    <Chip tone="attention">{w('roll.not_here')}</Chip>
  ) : (
    <Chip tone="info">{w('roll.here', { file: here.file })}</Chip>
  )
}

function WhereTo({ transfer }: { transfer: Sent }) {
  const w = useW()
  return (
    <>
      <PolicyText row={transfer} /> → {transfer.to_name ?? String(transfer.to_division)} ·{' '}
      {w('roll.sent_on', { date: transfer.moved_on })}
    </>
  )
}

function IsReceived({ transfer: { received_at } }: { transfer: Sent }) {
  const w = useW()
  if (received_at === null) return <Chip tone="attention">{w('roll.sent_waits')}</Chip>
  return <Chip tone="done">{w('roll.sent_received', { date: instantParts(received_at).date })}</Chip>
}

function Act({ transfer: { here }, onReceive }: { transfer: Transfer; onReceive: (here: Here) => void }) {
  const w = useW()
  const may = { receive: useMay('claims.confirm_change'), register: useMay('families.write') }
  if (here === null) return may.register ? <ButtonLink href="/families/new">{w('roll.register')}</ButtonLink> : null
  if (!may.receive) return <Sub small>{w('roll.receive_by')}</Sub>
  return <Button onClick={() => onReceive(here)}>{w('roll.receive')}</Button>
}

interface ReceiveProps {
  readonly transfer: Transfer
  readonly here: Here
  readonly onClose: () => void
}

/** What goes on, for whom, from when; only under which policy of this place is asked. */
function ReceiveDialog({ transfer, here, onClose }: ReceiveProps) {
  const w = useW()
  const shell = useShellWords()
  const locale = useLocale()
  const go = useGo()
  const [id] = useState(() => uuid(crypto.randomUUID()))
  const same = transfer.policies.find((one) => one.policy_id === transfer.policy_id)
  const [policy, setPolicy] = useState<Uuid | ''>(same?.policy_id ?? '')
  const receive = useCommand(receiveTransfer, {
    topics: ['claims', 'today'],
    done: ({ claim_id }) => {
      toast(w('roll.receive_done', { date: transfer.moved_on }))
      go(`/claims/${claim_id}`)
    },
  })
  const send = () => {
    if (policy === '') return
    const { transfer_id } = transfer
    void receive.send({ params: { transfer_id }, body: { id, person_id: here.person_id, policy_id: policy } })
  }
  return (
    <Dialog title={w('roll.receive_title')} onClose={onClose}>
      <Sub>{w('roll.receive_text')}</Sub>
      <Form problem={receive.problem} onSubmit={send} label={w('roll.receive_title')}>
        <KeyValue
          pairs={[
            { label: w('roll.receive_who'), value: `${here.name} · ${here.community_name ?? ''} · ${here.file}` },
            { label: w('roll.receive_came'), value: transfer.from_name ?? transfer.from_district },
            { label: w('roll.receive_was'), value: <PolicyText row={transfer} /> },
            { label: w('roll.receive_from'), value: transfer.moved_on },
          ]}
        />
        <SelectField
          name="policy_id"
          label={w('roll.receive_policy')}
          hint={w('roll.receive_policy_hint')}
          value={policy}
          options={transfer.policies.map((one) => ({
            value: one.policy_id,
            label: locale === 'zh' ? one.name_zh : one.name_en,
          }))}
          onChange={setPolicy}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={receive.pending} disabled={policy === ''}>
            {w('roll.receive')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
