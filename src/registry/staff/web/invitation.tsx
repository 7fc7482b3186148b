import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { Button, Card, CentredPage, Form, FormEnd, KeyValue, TextField } from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { acceptInvitation, lookAtInvitation } from '../contract/index.ts'
import { staffPageWords } from '../words/pages.ts'
import { type Enrolment, EnrolmentStep } from './enrolment.tsx'
import { NewPasswordField } from './new-password.tsx'

type Invited = ResponseOf<typeof lookAtInvitation>

/** `/invitation`: the code, then a password, then the authenticator. */
export function InvitationPage() {
  const w = useWords(staffPageWords)
  const [code, setCode] = useState('')
  const [invited, setInvited] = useState<Invited>()
  const [enrolment, setEnrolment] = useState<Enrolment>()
  const look = useCommand(lookAtInvitation, { done: setInvited })
  if (enrolment) return <EnrolmentStep enrolment={enrolment} onBack={() => setEnrolment(undefined)} />
  if (invited) return <ChoosePassword code={code} invited={invited} onBegun={setEnrolment} />
  return (
    <CentredPage title={w('invitation')} lead={w('invitation_text')}>
      <Card>
        <Form onSubmit={() => void look.send({ body: { code } })} problem={look.problem} label={w('invitation')}>
          <TextField
            name="code"
            label={w('invitation_code')}
            hint={w('invitation_code_hint')}
            maxLength={40}
            value={code}
            onChange={setCode}
          />
          <FormEnd>
            <Button type="submit" look="primary" wide busy={look.pending}>
              {w('next')}
            </Button>
          </FormEnd>
        </Form>
      </Card>
    </CentredPage>
  )
}

function ChoosePassword({
  code,
  invited,
  onBegun,
}: {
  code: string
  invited: Invited
  onBegun: (enrolment: Enrolment) => void
}) {
  const w = useWords(staffPageWords)
  const [password, setPassword] = useState('')
  const accept = useCommand(acceptInvitation, { done: onBegun })
  return (
    <CentredPage
      title={w('invitation_hello', { name: invited.display_name })}
      lead={w('invitation_for', { username: invited.username })}
    >
      <Card>
        <Form
          onSubmit={() => void accept.send({ body: { code, password } })}
          problem={accept.problem}
          label={w('password')}
        >
          <KeyValue pairs={invited.posts.map((post) => ({ label: w('invitation_posts'), value: post }))} />
          <input type="text" name="username" autoComplete="username" value={invited.username} readOnly hidden />
          <NewPasswordField label={w('password')} username={invited.username} value={password} onChange={setPassword} />
          <FormEnd>
            <Button type="submit" look="primary" wide busy={accept.pending}>
              {w('next')}
            </Button>
          </FormEnd>
        </Form>
      </Card>
    </CentredPage>
  )
}
