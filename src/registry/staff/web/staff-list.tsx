import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  Card,
  Chip,
  CodeText,
  type Column,
  DataTable,
  Dialog,
  EmptyState,
  FilterChips,
  Form,
  FormEnd,
  InstantText,
  KeyValue,
  ListPage,
  SearchBox,
  Stack,
  Sub,
  TextField,
} from '../../../web/design/index.ts'
import { SearchableSelectField } from '../../../web/design/desk/index.tsx'
import { useApi, useCommand, usePages } from '../../../web/hooks.ts'
import { useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { createStaffMember, listAssociations, listStaff } from '../contract/index.ts'
import { staffPageWords } from '../words/pages.ts'
import { codeOf, no_post, PostFields, postOf } from './post-fields.tsx'

type Member = ResponseOf<typeof listStaff>['items'][number]

const STATES = ['active', 'invited', 'disabled'] as const
type State = (typeof STATES)[number]

/** A state in its word and tone. */
export function StateChip({ state }: { state: State }) {
  const w = useWords(staffPageWords)
  const tones = { active: 'done', invited: 'info', disabled: 'plain' } as const
  return <Chip tone={tones[state]}>{w(`state_${state}`)}</Chip>
}

/** `/staff`: who works in my area, in which posts. */
export function StaffListPage() {
  const w = useWords(staffPageWords)
  const url = useUrlState()
  const [adding, setAdding] = useState(false)
  const may = useMay('staff.manage')
  const state = STATES.find((one) => one === url.one('state'))
  const list = usePages(
    listStaff,
    { query: { search: url.one('q') || undefined, state } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const columns: Column<Member>[] = [
    { key: 'name', title: w('name'), cell: (row) => row.display_name },
    { key: 'username', title: w('username'), cell: (row) => row.username },
    {
      key: 'posts',
      title: w('posts'),
      cell: (row) =>
        row.posts.length === 0
          ? w('no_posts')
          : row.posts.map((post) => <div key={post.post_id}>{`${post.division_name} ${post.title}`}</div>),
    },
    { key: 'division', title: w('belongs'), cell: (row) => row.division_name },
    { key: 'state', title: w('state'), cell: (row) => <StateChip state={row.state} /> },
  ]
  return (
    <ListPage
      header={{
        title: w('staff'),
        sub: w('staff_sub'),
        actions: may ? (
          <Button look="primary" onClick={() => setAdding(true)}>
            {w('staff_new')}
          </Button>
        ) : undefined,
      }}
      search={<SearchBox placeholder={w('staff_search')} />}
      filters={
        <FilterChips
          sets={[
            {
              name: 'state',
              label: w('state'),
              options: STATES.map((value) => ({ value, label: w(`state_${value}`) })),
            },
          ]}
        />
      }
    >
      <DataTable
        {...list}
        label={w('staff')}
        columns={columns}
        id={(row) => row.account_id}
        name={(row) => row.display_name}
        href={(row) => `/staff/${row.account_id}`}
        empty={<EmptyState title={w('staff_none')}>{w('staff_none_text')}</EmptyState>}
      />
      {adding ? <NewMemberDialog onClose={() => setAdding(false)} /> : null}
    </ListPage>
  )
}

function NewMemberDialog({ onClose }: { onClose: () => void }) {
  const w = useWords(staffPageWords)
  const shell = useShellWords()
  const [username, setUsername] = useState('')
  const [display_name, setName] = useState('')
  const own = useSession().data?.active_post?.division
  const [chosen, setAssociation] = useState<string>()
  const association = chosen ?? (own === undefined ? '' : String(own))
  const [post, setPost] = useState(no_post)
  const create = useCommand(createStaffMember, { topics: ['associations'] })
  const [invited, setInvited] = useState<ResponseOf<typeof createStaffMember>>()
  const send = async () => {
    const answer = await create.send({
      body: { username, display_name, division: codeOf(association), post: postOf(post) },
    })
    if (answer) setInvited(answer)
  }
  if (invited) return <InvitationDialog {...invited} onClose={onClose} />
  return (
    <>
      <Dialog title={w('staff_new')} onClose={onClose}>
        <Form onSubmit={() => void send()} problem={create.problem} label={w('staff_new')}>
          <TextField name="display_name" label={w('name')} maxLength={60} value={display_name} onChange={setName} />
          <TextField
            name="username"
            label={w('username')}
            hint={w('username_hint')}
            maxLength={40}
            value={username}
            onChange={setUsername}
          />
          <AssociationField
            value={association}
            onChange={(division) => {
              setAssociation(division)
              // A post chosen for another association's area would be refused.
              setPost((before) => ({ ...before, role: '', division: '' }))
            }}
          />
          <PostFields
            at="post."
            draft={post}
            within={association === '' ? undefined : Number(association)}
            change={(part) => setPost((before) => ({ ...before, ...part }))}
          />
          <FormEnd>
            <Button type="submit" look="primary" busy={create.pending}>
              {w('create')}
            </Button>
            <Button onClick={onClose}>{shell('cancel')}</Button>
          </FormEnd>
        </Form>
      </Dialog>
    </>
  )
}

/** Whose account it is: an association of one's area, one's own unless another is chosen. */
function AssociationField({ value, onChange }: { value: string; onChange: (division: string) => void }) {
  const w = useWords(staffPageWords)
  const [q, setQ] = useState('')
  const [held, setHeld] = useState<{ value: string; label: string }>()
  const found = useApi(listAssociations, { query: { search: q || undefined, limit: 20 } }, { keep: true })
  const options = (found.data?.items ?? []).map((one) => ({ value: String(one.division), label: one.name }))
  const chosen = options.find((one) => one.value === value) ?? (held?.value === value ? held : undefined)
  return (
    <SearchableSelectField
      name="division"
      label={w('belongs')}
      hint={w('staff_association_hint')}
      // One's own place may have none; then nothing is chosen rather than a bare code shown.
      value={chosen ? value : ''}
      options={options}
      onChange={(division) => {
        setHeld(options.find((one) => one.value === division))
        onChange(division)
      }}
      onSearch={setQ}
      busy={found.isFetching}
    />
  )
}

/** The code to be handed over, shown once. */
export function InvitationDialog({
  invitation_code,
  expires_at,
  onClose,
}: {
  invitation_code: string
  expires_at: string
  onClose: () => void
}) {
  const w = useWords(staffPageWords)
  const shell = useShellWords()
  return (
    <Dialog title={w('created')} onClose={onClose}>
      <Stack>
        <Sub>{w('created_text')}</Sub>
        <Card>
          <KeyValue
            pairs={[
              { label: w('invitation_code'), value: <CodeText>{invitation_code}</CodeText> },
              { label: w('created_expires'), value: <InstantText at={expires_at} /> },
            ]}
          />
        </Card>
        <Button look="primary" onClick={onClose}>
          {shell('close')}
        </Button>
      </Stack>
    </Dialog>
  )
}
