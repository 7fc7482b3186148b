import { useState } from 'react'
import { Button, Dialog, Form, FormEnd, SelectField, Stack, Sub, toast } from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { assignLines, listContactStaff } from '../contract/index.ts'
import { contactsWords } from '../words/index.ts'
import type { Round } from './line.tsx'
import type { Places } from './PlacesCard.tsx'

/** Gives the open lines to workers: each to the family's own contact in one press, or a community to one person. */
export function AssignDialog({ round, places, onClose }: { round: Round; places: Places; onClose: () => void }) {
  const w = useWords(contactsWords)
  const staff = useApi(listContactStaff, {})
  const [place, setPlace] = useState('')
  const [worker, setWorker] = useState('')
  const assign = useCommand(assignLines, {
    done: ({ assigned, left }) => {
      toast(w('page.assigned', { count: assigned, left }))
      onClose()
    },
  })
  const params = { round_id: round.round_id }
  const items = staff.data?.items ?? []
  const chosen = items.find((item) => item.account_id === worker)
  const submit = () => {
    if (chosen && place !== '') {
      void assign.send({ params, body: { by: 'community', division: Number(place), worker_id: chosen.account_id } })
    }
  }
  return (
    <Dialog title={w('page.assign')} onClose={onClose}>
      <Stack>
        <Sub>{w('page.assign_by_contact_note')}</Sub>
        <Button
          look="primary"
          busy={assign.pending}
          onClick={() => void assign.send({ params, body: { by: 'contact' } })}
        >
          {w('page.assign_by_contact')}
        </Button>
        <Form problem={assign.problem} onSubmit={submit}>
          <SelectField
            name="division"
            label={w('page.assign_by_place')}
            value={place}
            options={places.map((one) => ({
              value: String(one.community),
              label: one.community_name ?? String(one.community),
            }))}
            onChange={setPlace}
          />
          <SelectField
            name="worker_id"
            label={w('page.worker')}
            value={worker}
            options={items.map((item) => ({
              value: item.account_id,
              label: `${item.display_name} · ${item.division_name ?? ''}`,
            }))}
            onChange={setWorker}
          />
          <FormEnd>
            <Button type="submit" busy={assign.pending} disabled={!chosen || place === ''}>
              {w('page.assign')}
            </Button>
          </FormEnd>
        </Form>
      </Stack>
    </Dialog>
  )
}
