import { useEffect, useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  Card,
  CentredPage,
  CheckField,
  CodeList,
  CodeText,
  Form,
  FormEnd,
  Heading,
  QrPicture,
  Stack,
  Sub,
  TextField,
} from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useForgetSession } from '../../../web/session.ts'
import { useGo } from '../../../web/url.ts'
import { confirmEnrolment, type setUp } from '../contract/index.ts'
import { staffPageWords } from '../words/pages.ts'

export type Enrolment = ResponseOf<typeof setUp>

/** The last step of set-up and of an invitation: scan, keep the recovery codes, enter the first code. */
export function EnrolmentStep({ enrolment, onBack }: { enrolment: Enrolment; onBack: () => void }) {
  const w = useWords(staffPageWords)
  const go = useGo()
  const forget = useForgetSession()
  const [code, setCode] = useState('')
  const [kept, setKept] = useState(false)
  const [asked, setAsked] = useState(false)
  const confirm = useCommand(confirmEnrolment, { done: () => void forget().then(() => go('/', { replace: true })) })
  useEffect(() => {
    // The form before was longer than the screen: begin at the top again.
    document.querySelector('h1')?.focus()
    scrollTo(0, 0)
  }, [])
  const submit = () => {
    setAsked(true)
    if (kept) void confirm.send({ body: { enrolment: enrolment.enrolment, code } })
  }
  const issues = asked && !kept ? [{ place: 'kept', code: 'kept', detail: w('recovery_needed') }] : []
  return (
    <CentredPage title={w('enrol')} lead={w('enrol_text')} wide>
      <Card>
        <Form onSubmit={submit} problem={confirm.problem} issues={issues} label={w('enrol')}>
          <Stack gap="wide">
            <Stack>
              <QrPicture svg={enrolment.qr_svg} name={w('enrol_qr')} />
              <Sub small>{w('enrol_apps')}</Sub>
              <div>
                <Sub small>{w('enrol_by_hand')}</Sub>
                <CodeText>{enrolment.totp_secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</CodeText>
              </div>
            </Stack>
            <RecoveryCodes codes={enrolment.recovery_codes} />
          </Stack>
          <CheckField name="kept" label={w('recovery_kept')} checked={kept} onChange={setKept} />
          <TextField
            name="code"
            label={w('code')}
            hint={w('code_hint')}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
            value={code}
            onChange={setCode}
          />
          <FormEnd>
            <Button type="submit" look="primary" busy={confirm.pending}>
              {w('finish')}
            </Button>
            <Button onClick={onBack}>{w('back')}</Button>
          </FormEnd>
        </Form>
      </Card>
    </CentredPage>
  )
}

export function RecoveryCodes({ codes, title }: { codes: readonly string[]; title?: string }) {
  const w = useWords(staffPageWords)
  return (
    <section>
      <Heading title={title ?? w('recovery')} />
      <Sub small>{w('recovery_text')}</Sub>
      <CodeList codes={codes} />
    </section>
  )
}
