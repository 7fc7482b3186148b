import { useEffect, useState } from 'react'
import { Button, Card, CentredPage, Form, FormEnd, TextField } from '../../../web/design/index.ts'
import { SearchableSelectField } from '../../../web/design/desk/index.tsx'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useGo } from '../../../web/url.ts'
import { findPlaces, getSession, setUp } from '../contract/index.ts'
import { staffPageWords } from '../words/pages.ts'
import { type Enrolment, EnrolmentStep } from './enrolment.tsx'
import { NewPasswordField } from './new-password.tsx'
import { codeOf } from './post-fields.tsx'

const nothing = { code: '', division: '', association: '', username: '', display_name: '' }

/** `/set-up`: the association and its first administrator, then her authenticator. */
export function SetUpPage() {
  const w = useWords(staffPageWords)
  const [draft, setDraft] = useState(nothing)
  const change = (part: Partial<typeof nothing>) => setDraft((before) => ({ ...before, ...part }))
  const [password, setPassword] = useState('')
  const [enrolment, setEnrolment] = useState<Enrolment>()
  const begin = useCommand(setUp, { done: setEnrolment })
  const submit = () => {
    const { division, ...rest } = draft
    void begin.send({ body: { ...rest, division: codeOf(division), password } })
  }
  useWayOut(enrolment !== undefined)
  if (enrolment) return <EnrolmentStep enrolment={enrolment} onBack={() => setEnrolment(undefined)} />
  return (
    <CentredPage title={w('set_up')} lead={w('set_up_text')}>
      <Card>
        <Form onSubmit={submit} problem={begin.problem} label={w('set_up')}>
          <TextField
            name="code"
            label={w('set_up_code')}
            hint={w('set_up_code_hint')}
            value={draft.code}
            maxLength={40}
            onChange={(code) => change({ code })}
          />
          <PlaceField value={draft.division} onChange={(division) => change({ division })} />
          <TextField
            name="association"
            label={w('association')}
            hint={w('association_hint')}
            value={draft.association}
            maxLength={100}
            onChange={(association) => change({ association })}
          />
          <TextField
            name="display_name"
            label={w('administrator_name')}
            autoComplete="name"
            value={draft.display_name}
            maxLength={60}
            onChange={(display_name) => change({ display_name })}
          />
          <TextField
            name="username"
            label={w('username')}
            hint={w('username_hint')}
            autoComplete="username"
            value={draft.username}
            maxLength={40}
            onChange={(username) => change({ username })}
          />
          <NewPasswordField label={w('password')} username={draft.username} value={password} onChange={setPassword} />
          <FormEnd>
            <Button type="submit" look="primary" busy={begin.pending}>
              {w('next')}
            </Button>
          </FormEnd>
        </Form>
      </Card>
    </CentredPage>
  )
}

/** An installation somebody has set up gives no code any more: the form would be filled in only to be refused. */
function useWayOut(begun: boolean): void {
  const go = useGo()
  const state = useApi(getSession, {}).data?.installation
  useEffect(() => {
    if (!begun && state !== undefined && state !== 'empty') go('/', { replace: true })
  }, [begun, state, go])
}

function PlaceField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const w = useWords(staffPageWords)
  const [q, setQ] = useState('')
  const found = useApi(
    findPlaces,
    { query: { q: q || value || '0' } },
    { enabled: q !== '' || value !== '', keep: true },
  )
  return (
    <SearchableSelectField
      name="division"
      label={w('place')}
      hint={w('place_hint')}
      value={value}
      options={(found.data?.items ?? []).map((place) => ({ value: String(place.code), label: place.path_name }))}
      onChange={onChange}
      onSearch={setQ}
      busy={found.isFetching}
    />
  )
}
