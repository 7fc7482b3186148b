import type { CivilDate } from '../../../kernel/calendar.ts'
import { uuid } from '../../../kernel/ids.ts'
import { useState } from 'react'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  ChoiceField,
  Dialog,
  Form,
  FormEnd,
  SelectField,
  Sub,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { assignContacts, handOver, listContactStaff } from '../contract/index.ts'
import { POST_OF_ROLE, POSTS, type Post } from '../rules/index.ts'
import { contactsWords } from '../words/index.ts'

function useStaff() {
  const w = useWords(contactsWords)
  const items = useApi(listContactStaff, {}).data?.items ?? []
  const options = (post?: Post) =>
    items
      .filter((item) => (post === undefined ? POST_OF_ROLE[item.role] !== undefined : POST_OF_ROLE[item.role] === post))
      .map((item) => ({
        value: item.account_id as string,
        label: `${item.display_name} · ${item.division_name ?? ''} · ${w('page.families_of', { count: item.families })}`,
      }))
  return { items, options }
}

/** Names one contact for the chosen families. */
export function AppointDialog({ family_ids, onClose }: { family_ids: readonly string[]; onClose: () => void }) {
  const w = useWords(contactsWords)
  const today = useToday()
  const staff = useStaff()
  const [post, setPost] = useState<Post>('community')
  const [account, setAccount] = useState('')
  const [from, setFrom] = useState(today)
  const assign = useCommand(assignContacts, {
    topics: ['today'],
    done: (answer) => {
      toast(w('page.appointed', { count: answer.assigned }))
      onClose()
    },
  })
  const submit = () =>
    void assign.send({
      body: { family_ids: family_ids.map(uuid), post, account_id: uuid(account), from: from as CivilDate },
    })
  return (
    <Dialog title={w('page.appoint')} onClose={onClose}>
      <Form problem={assign.problem} onSubmit={submit}>
        <Sub>{w('page.families_of', { count: family_ids.length })}</Sub>
        <ChoiceField
          name="post"
          label={w('page.appoint')}
          value={post}
          options={POSTS.map((value) => ({ value, label: w(`post.${value}`) }))}
          onChange={(value) => {
            setPost(value)
            setAccount('')
          }}
        />
        <SelectField
          name="account_id"
          label={w('page.worker')}
          value={account}
          options={staff.options(post)}
          onChange={setAccount}
        />
        <TextField name="from" type="date" label={w('page.hand_over_on')} value={from} onChange={setFrom} />
        <FormEnd>
          <Button type="submit" look="primary" busy={assign.pending} disabled={account === ''}>
            {w('page.appoint')}
          </Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

/** When somebody changes post: all her families to another, in one act. */
export function HandOverDialog({ onClose }: { onClose: () => void }) {
  const w = useWords(contactsWords)
  const today = useToday()
  const staff = useStaff()
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [on, setOn] = useState(today)
  const families = staff.items.find((item) => item.account_id === from)?.families
  const hand = useCommand(handOver, {
    topics: ['today', 'visit-rounds'],
    done: (answer) => {
      toast(w('page.handed', { families: answer.families, lines: answer.lines }))
      onClose()
    },
  })
  const submit = () =>
    void hand.send({ body: { from_account_id: uuid(from), to_account_id: uuid(to), on: on as CivilDate } })
  return (
    <Dialog title={w('page.hand_over_title')} onClose={onClose}>
      <Form problem={hand.problem} onSubmit={submit}>
        <SelectField
          name="from_account_id"
          label={w('page.hand_over_from')}
          value={from}
          options={staff.options()}
          onChange={setFrom}
        />
        <SelectField
          name="to_account_id"
          label={w('page.hand_over_to')}
          value={to}
          options={staff.options().filter((option) => option.value !== from)}
          onChange={setTo}
        />
        <TextField name="on" type="date" label={w('page.hand_over_on')} value={on} onChange={setOn} />
        {families === undefined ? null : <Sub>{w('page.families_of', { count: families })}</Sub>}
        <FormEnd>
          <Button type="submit" look="primary" busy={hand.pending} disabled={from === '' || to === ''}>
            {w('page.hand_over')}
          </Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
