import { useState } from 'react'
import type { CivilDate } from '../../../../kernel/calendar.ts'
import { useToday } from '../../../../web/clock.ts'
import { Button, ChoiceField, Dialog, Form, FormEnd, Notice, TextField, toast } from '../../../../web/design/index.ts'
import { DateField } from '../../../../web/design/desk/index.tsx'
import { useCommand } from '../../../../web/hooks.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import { useGo } from '../../../../web/url.ts'
import { closeFamily, moveFamily } from '../../contract/index.ts'
import { familiesWords } from '../../words/index.ts'
import { CommunityField } from '../CommunityField.tsx'
import type { DialogProps } from './change.ts'

export function MoveDialog({ family, onClose }: DialogProps) {
  const w = useWords(familiesWords)
  const [community, setCommunity] = useState('')
  const move = useCommand(moveFamily, {
    done: () => {
      toast(w('saved'))
      onClose()
    },
  })
  const { family_id, version } = family
  return (
    <Dialog title={w('move')} onClose={onClose}>
      <Form
        problem={move.problem}
        onSubmit={() => void move.send({ params: { family_id }, body: { version, community: Number(community) } })}
      >
        <Notice tone="info" title={w('move_text')} />
        <CommunityField name="community" label={w('new_community')} value={community} onChange={setCommunity} />
        <FormEnd>
          <Button type="submit" look="primary" busy={move.pending} disabled={community === ''}>
            {w('save')}
          </Button>
          <Button onClick={onClose}>{w('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

export function CloseDialog({ family, onClose }: DialogProps) {
  const w = useWords(familiesWords)
  const go = useGo()
  const today = useToday()
  const [state, setState] = useState<'moved' | 'closed'>('moved')
  const [on, setOn] = useState(today)
  const [reason, setReason] = useState('')
  const close = useCommand(closeFamily, {
    done: () => {
      toast(w('saved'))
      onClose()
      go('/families')
    },
  })
  const { family_id, version } = family
  return (
    <Dialog title={w('close')} onClose={onClose}>
      <Form
        problem={close.problem}
        onSubmit={() =>
          void close.send({ params: { family_id }, body: { version, state, on: on as CivilDate, reason } })
        }
      >
        <Notice tone="attention" title={w('close_text')} />
        <ChoiceField
          name="state"
          label={w('close_state')}
          value={state}
          options={(['moved', 'closed'] as const).map((value) => ({ value, label: w(`family_state.${value}`) }))}
          onChange={setState}
        />
        <DateField name="on" label={w('close_on')} value={on} min={family.registered_on} max={today} onChange={setOn} />
        <TextField name="reason" label={w('close_reason')} value={reason} maxLength={200} onChange={setReason} />
        <FormEnd>
          <Button type="submit" look="primary" busy={close.pending} disabled={reason.trim() === ''}>
            {w('save')}
          </Button>
          <Button onClick={onClose}>{w('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
