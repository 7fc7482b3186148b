import { useMutation } from '@tanstack/react-query'
import { useState, useSyncExternalStore } from 'react'
import { sendJson } from './api.ts'
import { answerConfirm, isAsked, onAsked } from './confirm.ts'
import { Button, Sub } from './design/components/basics.tsx'
import { TextField } from './design/components/controls.tsx'
import { Dialog } from './design/components/dialogs.tsx'
import { Form, FormEnd } from './design/components/forms.tsx'
import { useShellWords } from './i18n/index.ts'
import type { Problem } from './problem.ts'

/** The code of every invented person; the server accepts it from them alone. */
const DEMONSTRATION_CODE = '246810'

/** Stands once in the shell: asks for the second factor when an act needs it; the refused request is then sent again by itself. */
export function ConfirmDialog({ persona }: { persona: boolean }) {
  const asked = useSyncExternalStore(onAsked, isAsked)
  return asked ? <CodeDialog persona={persona} /> : null
}

function CodeDialog({ persona }: { persona: boolean }) {
  const w = useShellWords()
  const [code, setCode] = useState(persona ? DEMONSTRATION_CODE : '')
  const show = useMutation<unknown, Problem, string>({
    mutationFn: (typed) => sendJson('POST', '/api/session/confirm', { body: { code: typed } }),
    networkMode: 'always',
    onSuccess: () => answerConfirm(true),
  })
  const close = () => answerConfirm(false)
  return (
    <Dialog title={w('confirm_title')} onClose={close}>
      <Sub>{persona ? w('confirm_demo', { code: DEMONSTRATION_CODE }) : w('confirm_text')}</Sub>
      <Form onSubmit={() => show.mutate(code)} problem={show.error} label={w('confirm_title')}>
        <TextField
          name="code"
          label={w('confirm_code')}
          autoComplete="one-time-code"
          maxLength={40}
          value={code}
          onChange={setCode}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={show.isPending}>
            {w('confirm')}
          </Button>
          <Button onClick={close}>{w('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
