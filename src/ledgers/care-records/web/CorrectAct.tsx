import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { uuid } from '../../../kernel/ids.ts'
import { Button, Dialog, FormEnd, ReasonedActDialog, Sub, toast } from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { correctAct, type familyTimeline } from '../contract/index.ts'
import { takenBackIn } from '../rules/index.ts'
import { careRecordsWords } from '../words/index.ts'

interface CorrectProps {
  readonly row: Pick<
    ResponseOf<typeof familyTimeline>['items'][number],
    'id' | 'happened_on' | 'may_correct' | 'made_in'
  >
  readonly district: number
  /** How the act is called on the page. */
  readonly act: string
}

/** Offers to take back an act that was logged wrongly; of one that another room wrote it says where that is done. */
export function CorrectAct({ row, district, act }: CorrectProps) {
  const w = useWords(careRecordsWords)
  const may = useMay('care_records.correct')
  const [open, setOpen] = useState(false)
  if (!may || !row.may_correct) return null
  const title = w('page.correct_of', { act, date: row.happened_on })
  const close = () => setOpen(false)
  return (
    <>
      <Button look="quiet" aria-label={title} onClick={() => setOpen(true)}>
        {w('page.correct')}
      </Button>
      {open && row.made_in === null ? (
        <CorrectDialog title={title} record_id={row.id} district={district} onClose={close} />
      ) : null}
      {open && row.made_in !== null ? <Elsewhere title={title} room={row.made_in} onClose={close} /> : null}
    </>
  )
}

function CorrectDialog({
  title,
  record_id,
  district,
  onClose,
}: {
  title: string
  record_id: CorrectProps['row']['id']
  district: number
  onClose: () => void
}) {
  const w = useWords(careRecordsWords)
  const [id] = useState(() => crypto.randomUUID())
  const correct = useCommand(correctAct, {
    topics: ['families', 'today', 'contacts'],
    done: () => {
      toast(w('page.correct_done'))
      onClose()
    },
  })
  return (
    <ReasonedActDialog
      title={title}
      note={w('page.correct_note')}
      label={w('page.correct_reason')}
      act={w('page.correct')}
      command={correct}
      onClose={onClose}
      onSend={(reason) =>
        void correct.send({ params: { record_id }, body: { district, counter_id: uuid(id), reason } })
      }
    />
  )
}

function Elsewhere({ title, room, onClose }: { title: string; room: string; onClose: () => void }) {
  const w = useWords(careRecordsWords)
  const shell = useShellWords()
  return (
    <Dialog title={title} onClose={onClose}>
      <Sub>{w(takenBackIn(room))}</Sub>
      <FormEnd>
        <Button onClick={onClose}>{shell('close')}</Button>
      </FormEnd>
    </Dialog>
  )
}
