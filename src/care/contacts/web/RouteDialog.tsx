import { uuid } from '../../../kernel/ids.ts'
import { useState } from 'react'
import { Button, ButtonLink, ChoiceField, Dialog, Form, FormEnd, Sub, TextField } from '../../../web/design/index.ts'
import { download } from '../../../web/api.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useAttempt } from '../../../web/attempt.ts'
import { useSession } from '../../../web/session.ts'
import { withSearch } from '../../../web/url.ts'
import { routeSheet } from '../contract/index.ts'
import { contactsWords } from '../words/index.ts'
import type { Round } from './line.tsx'

/** Asks what the route is for, then gives it as a file or as a page to print. */
export function RouteDialog({ round, mine, onClose }: { round: Round; mine: number; onClose: () => void }) {
  const w = useWords(contactsWords)
  const me = useSession().data?.account?.account_id
  const [whose, setWhose] = useState<'mine' | 'all'>(mine > 0 ? 'mine' : 'all')
  const [purpose, setPurpose] = useState(w('page.sheet_purpose'))
  const { busy, problem, attempt } = useAttempt()
  const worker = whose === 'mine' ? me : undefined
  const get = () =>
    void attempt(async () => {
      await download(routeSheet, {
        params: { round_id: round.round_id },
        body: { purpose, worker_id: worker === undefined ? undefined : uuid(worker) },
      })
      onClose()
    })
  return (
    <Dialog title={w('page.sheet_title')} onClose={onClose} onInside={onClose}>
      <Form problem={problem} onSubmit={get}>
        <Sub>{w('page.sheet_note')}</Sub>
        {mine > 0 ? (
          <ChoiceField
            name="worker_id"
            label={w('page.sheet')}
            value={whose}
            options={[
              { value: 'mine', label: w('page.sheet_mine') },
              { value: 'all', label: w('page.sheet_all') },
            ]}
            onChange={setWhose}
          />
        ) : null}
        <TextField name="purpose" label={w('page.purpose')} value={purpose} maxLength={200} onChange={setPurpose} />
        <FormEnd>
          <Button type="submit" look="primary" busy={busy} disabled={purpose.trim() === ''}>
            {w('page.download')}
          </Button>
          <ButtonLink href={withSearch(`/rounds/${round.round_id}/route`, { purpose, whose })}>
            {w('page.print')}
          </ButtonLink>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
