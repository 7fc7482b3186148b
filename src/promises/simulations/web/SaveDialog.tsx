import { useState } from 'react'
import { useToday } from '../../../web/clock.ts'
import { Button, Dialog, Form, FormEnd, Sub, TextField, toast } from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useShellWords, useWords } from '../../../web/i18n/index.ts'
import { save } from '../contract.ts'
import { simulationsWords } from '../words/index.ts'
import type { Asked } from './People.tsx'

/** Keeps the figures under a name that tells them apart later. */
export function SaveDialog({ asked, name: policy, onClose }: { asked: Asked; name: string; onClose: () => void }) {
  const w = useWords(simulationsWords)
  const shell = useShellWords()
  const today = useToday()
  const [name, setName] = useState(`${policy} ${today}`.slice(0, 80))
  const keep = useCommand(save, {
    done: () => {
      toast(w('saved'))
      onClose()
    },
  })
  return (
    <Dialog title={w('save_title')} onClose={onClose}>
      <Form
        problem={keep.problem}
        label={w('save_title')}
        onSubmit={() => void keep.send({ body: { ...asked, name } })}
      >
        <Sub>{w('save_text')}</Sub>
        <TextField name="name" label={w('name')} maxLength={80} value={name} onChange={setName} />
        <FormEnd>
          <Button type="submit" look="primary" busy={keep.pending}>
            {w('save')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
