import { useState } from 'react'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { useToday } from '../../../web/clock.ts'
import { Button, Dialog, Form, FormEnd, Sub, TextField, toast } from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useShellWords, useWords } from '../../../web/i18n/index.ts'
import { listBanks, setCooling } from '../contract.ts'
import { bankAccountsWords } from '../words/index.ts'

/** How many days an approved account cools off, from a day on; what is cooling off already keeps its days. */
export function CoolingDialog({ onClose }: { onClose: () => void }) {
  const w = useWords(bankAccountsWords)
  const shell = useShellWords()
  const today = useToday()
  const banks = useApi(listBanks, {})
  const [days, setDays] = useState<string>()
  const [from, setFrom] = useState<string>(today)
  const set = useCommand(setCooling, {
    done: ({ cooling_days }) => {
      toast(w('cooling_set', { count: cooling_days }))
      onClose()
    },
  })
  const asked = days ?? String(banks.data?.cooling_days ?? '')
  const send = () => void set.send({ body: { cooling_days: Number(asked), valid_from: from as CivilDate } })
  return (
    <Dialog title={w('cooling')} onClose={onClose}>
      <Sub>{w('cooling_text')}</Sub>
      <Form onSubmit={send} problem={set.problem} label={w('cooling')}>
        <TextField
          name="cooling_days"
          label={w('cooling_days')}
          inputMode="numeric"
          maxLength={2}
          value={asked}
          onChange={setDays}
        />
        <TextField name="valid_from" type="date" label={w('cooling_from')} value={from} onChange={setFrom} />
        <FormEnd>
          <Button type="submit" look="primary" busy={set.pending} disabled={!/^[1-9]\d?$/.test(asked) || from === ''}>
            {w('cooling')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
