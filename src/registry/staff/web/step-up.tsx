import { useState } from 'react'
import { Button, Dialog, Form, FormEnd, Sub, TextField } from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useShellWords, useWords } from '../../../web/i18n/index.ts'
import type { Problem } from '../../../web/problem.ts'
import { stepUp } from '../contract/index.ts'
import { staffPageWords } from '../words/pages.ts'

/** Whether an act was refused only because the second factor was shown too long ago. */
export function needsStepUp(problem: Problem | null): boolean {
  return problem?.code === 'platform.step_up_needed'
}

/**
 * Asks for the second factor when the act's refusal says so, then does the act again.
 * `<StepUp problem={act.problem} again={() => void act.send(same)} onClose={act.reset} />`
 */
export function StepUp({
  problem,
  again,
  onClose,
}: {
  problem: Problem | null
  again: () => void
  onClose: () => void
}) {
  const w = useWords(staffPageWords)
  const shell = useShellWords()
  const [code, setCode] = useState('')
  const show = useCommand(stepUp, {
    done: () => {
      setCode('')
      again()
    },
  })
  if (!needsStepUp(problem)) return null
  return (
    <Dialog title={w('step_up')} onClose={onClose}>
      <Sub>{w('step_up_text')}</Sub>
      <Form onSubmit={() => void show.send({ body: { code } })} problem={show.problem} label={w('step_up')}>
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
          <Button type="submit" look="primary" busy={show.pending}>
            {shell('confirm')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
