import { useState } from 'react'
import {
  BoardPage,
  Button,
  Card,
  Chip,
  Cluster,
  Dialog,
  Form,
  FormEnd,
  InstantText,
  KeyValue,
  Lines,
  ListSkeleton,
  Reading,
  Stack,
  Notice,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useShellWords, useWords } from '../../../web/i18n/index.ts'
import {
  changePassword,
  endOtherSessions,
  endSession,
  getSession,
  listSessions,
  renewRecoveryCodes,
} from '../contract/index.ts'
import { staffPageWords } from '../words/pages.ts'
import { NewPasswordField } from './new-password.tsx'
import { RecoveryCodes } from './enrolment.tsx'

/** `/account`: who I am here, where I am signed in, my password and codes. */
export function AccountPage() {
  const w = useWords(staffPageWords)
  const session = useApi(getSession, {})
  return (
    <BoardPage header={{ title: w('account') }}>
      <Reading of={session} skeleton={<ListSkeleton />}>
        {({ account, posts }) => (
          <Stack gap="wide">
            <Card>
              <KeyValue
                pairs={[
                  { label: w('account_name'), value: account?.display_name },
                  { label: w('username'), value: account?.username },
                  ...posts.map((post) => ({ label: w('account_posts'), value: `${post.division_name} ${post.title}` })),
                ]}
              />
            </Card>
            <Sessions />
            {account?.persona === true ? null : <Security />}
          </Stack>
        )}
      </Reading>
    </BoardPage>
  )
}

function Sessions() {
  const w = useWords(staffPageWords)
  const sessions = useApi(listSessions, {})
  const topics = ['sessions']
  const ended = () => toast(w('session_ended'))
  const one = useCommand(endSession, { topics, done: ended })
  const others = useCommand(endOtherSessions, { topics, done: ended })
  return (
    <Reading of={sessions} skeleton={<ListSkeleton />}>
      {({ items }) => (
        <Card
          flush
          title={w('sessions')}
          note={w('sessions_note')}
          end={
            items.length < 2 ? undefined : (
              <Button busy={others.pending} onClick={() => void others.send({})}>
                {w('session_end_others')}
              </Button>
            )
          }
        >
          <Lines
            lines={items.map((item) => ({
              id: item.session_id,
              name: item.post_title,
              state: item.current ? <Chip tone="done">{w('session_here')}</Chip> : undefined,
              note: (
                <>
                  {w('session_seen')} <InstantText at={item.last_seen_at} />
                </>
              ),
              action: item.current ? undefined : (
                <Button busy={one.pending} onClick={() => void one.send({ params: { session_id: item.session_id } })}>
                  {w('session_end')}
                </Button>
              ),
            }))}
          />
        </Card>
      )}
    </Reading>
  )
}

function Security() {
  const w = useWords(staffPageWords)
  const sessions = useApi(listSessions, {})
  const [changing, setChanging] = useState(false)
  const [codes, setCodes] = useState<readonly string[]>()
  const renew = useCommand(renewRecoveryCodes, {
    topics: ['sessions'],
    done: (answer) => setCodes(answer.recovery_codes),
  })
  const set_at = sessions.data?.password_set_at
  const ends = sessions.data?.password_ends
  return (
    <Card title={w('security')}>
      <Stack>
        {ends && sessions.data?.password_ends_soon === true ? (
          <Notice tone="attention" title={w('password_ends_soon')}>
            <InstantText at={ends} />
          </Notice>
        ) : null}
        <KeyValue
          pairs={[
            { label: w('password_set'), value: set_at ? <InstantText at={set_at} /> : '—' },
            ...(ends ? [{ label: w('password_ends'), value: <InstantText at={ends} /> }] : []),
            {
              label: w('recovery_left'),
              value: w('recovery_left_count', { count: sessions.data?.recovery_codes_left ?? 0 }),
            },
          ]}
        />
        <Cluster>
          <Button onClick={() => setChanging(true)}>{w('password_change')}</Button>
          <Button busy={renew.pending} onClick={() => void renew.send({})}>
            {w('recovery_renew')}
          </Button>
        </Cluster>
        {codes ? <RecoveryCodes codes={codes} title={w('recovery_renewed')} /> : null}
      </Stack>
      {changing ? <PasswordDialog onClose={() => setChanging(false)} /> : null}
    </Card>
  )
}

function PasswordDialog({ onClose }: { onClose: () => void }) {
  const w = useWords(staffPageWords)
  const shell = useShellWords()
  const session = useApi(getSession, {})
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = useCommand(changePassword, {
    topics: ['sessions'],
    done: () => {
      toast(w('password_changed'))
      onClose()
    },
  })
  return (
    <Dialog title={w('password_change')} onClose={onClose}>
      <Form
        onSubmit={() => void change.send({ body: { current, password } })}
        problem={change.problem}
        label={w('password_change')}
      >
        <TextField
          name="current"
          type="password"
          label={w('password_now')}
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
        />
        <NewPasswordField
          label={w('password_new')}
          username={session.data?.account?.username ?? ''}
          value={password}
          onChange={setPassword}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={change.pending}>
            {shell('save')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
