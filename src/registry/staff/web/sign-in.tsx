import { useState } from 'react'
import { civilDateOf } from '../../../kernel/calendar.ts'
import {
  Button,
  Card,
  CentredPage,
  Form,
  FormEnd,
  Lines,
  Link,
  ProblemNotice,
  Sub,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useForgetSession } from '../../../web/session.ts'
import { useGo, useUrlState } from '../../../web/url.ts'
import { getSession, renewPassword, signIn, usePersona } from '../contract/index.ts'
import { staffPageWords } from '../words/pages.ts'
import { NewPasswordField } from './new-password.tsx'

/** Only our own pages: an address from outside never leads elsewhere. */
const insideOnly = (to: string): string => (/^\/(?![/\\])/.test(to) ? to : '/')

/** `/sign-in`: three fields at once; in the demonstration its people instead. */
export function SignInPage() {
  const w = useWords(staffPageWords)
  const session = useApi(getSession, {})
  const [over, setOver] = useState<{ renewal: string; username: string }>()
  if (!session.data) return session.error ? <ProblemNotice problem={session.error} /> : null
  const { personas, demo } = session.data
  if (over) return <RenewPassword {...over} onBack={() => setOver(undefined)} />
  const foot = (
    <>
      {w('sign_in_invited')} <Link href="/invitation">{w('sign_in_invited_act')}</Link>
    </>
  )
  return demo && personas ? (
    <CentredPage title={w('personas')} lead={w('personas_text')}>
      <Personas people={personas} />
    </CentredPage>
  ) : (
    <CentredPage title={w('sign_in')} lead={w('sign_in_lead')} foot={foot}>
      <Card>
        <SignInForm onOver={(renewal, username) => setOver({ renewal, username })} />
      </Card>
    </CentredPage>
  )
}

function useArrive(): () => void {
  const go = useGo()
  const url = useUrlState()
  const forget = useForgetSession()
  const to = insideOnly(url.one('to') || '/')
  return () => void forget().then(() => go(to, { replace: true }))
}

/** The password was right and has served its time: another one first, then in. */
function RenewPassword({ renewal, username, onBack }: { renewal: string; username: string; onBack: () => void }) {
  const w = useWords(staffPageWords)
  const [password, setPassword] = useState('')
  const renew = useCommand(renewPassword, { done: useArrive() })
  return (
    <CentredPage title={w('renew')} lead={w('renew_text')}>
      <Card>
        <Form
          onSubmit={() => void renew.send({ body: { renewal, password } })}
          problem={renew.problem}
          label={w('renew')}
        >
          <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
          <NewPasswordField label={w('password_new')} username={username} value={password} onChange={setPassword} />
          <FormEnd>
            <Button type="submit" look="primary" wide busy={renew.pending}>
              {w('renew_act')}
            </Button>
            <Button onClick={onBack}>{w('sign_in_again')}</Button>
          </FormEnd>
        </Form>
      </Card>
    </CentredPage>
  )
}

function SignInForm({ onOver }: { onOver: (renewal: string, username: string) => void }) {
  const w = useWords(staffPageWords)
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const arrive = useArrive()
  const enter = useCommand(signIn, {
    done: ({ renewal, password_ends }) => {
      if (renewal !== undefined) return onOver(renewal, username)
      arrive()
      if (password_ends !== undefined) toast(w('password_ends_told', { date: civilDateOf(password_ends) }))
    },
  })
  return (
    <Form
      onSubmit={() => void enter.send({ body: { username, password, code } })}
      problem={enter.problem}
      label={w('sign_in')}
    >
      <TextField
        name="username"
        label={w('username')}
        autoComplete="username"
        value={username}
        onChange={setUsername}
      />
      <TextField
        name="password"
        type="password"
        label={w('password')}
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <TextField
        name="code"
        label={w('code')}
        hint={w('sign_in_code_hint')}
        autoComplete="one-time-code"
        maxLength={40}
        value={code}
        onChange={setCode}
      />
      <FormEnd>
        <Button type="submit" look="primary" wide busy={enter.pending}>
          {w('sign_in')}
        </Button>
      </FormEnd>
    </Form>
  )
}

interface Person {
  readonly persona_id: string
  readonly title: string
  readonly role_name: string
  readonly display_name: string
  readonly division_name: string
}

function Personas({ people }: { people: readonly Person[] }) {
  const w = useWords(staffPageWords)
  const locale = useLocale()
  const enter = useCommand(usePersona, { done: useArrive() })
  return (
    <Card flush>
      {enter.problem ? <ProblemNotice problem={enter.problem} /> : null}
      <Lines
        lines={people.map((person) => ({
          id: person.persona_id,
          // Titles are the association's own words; a reader of English is told the role and finds them beside it.
          name: locale === 'zh' ? person.title : person.role_name,
          note: (
            <Sub small>
              {locale === 'zh' ? '' : `${person.title} · `}
              {person.division_name} · {person.display_name}
            </Sub>
          ),
          action: (
            <Button
              aria-label={`${w('persona_enter')} ${person.title}`}
              busy={enter.pending}
              onClick={() => void enter.send({ params: { persona_id: person.persona_id as never } })}
            >
              {w('persona_enter')}
            </Button>
          ),
        }))}
      />
    </Card>
  )
}
