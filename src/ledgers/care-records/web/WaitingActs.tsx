import { Button, ButtonLink, Notice } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { careRecordsWords } from '../words/index.ts'
import { useOutbox } from './use-outbox.ts'

/** For Today and the family's file: says what has not reached the server yet, and opens what it did not accept. Else nothing. */
export function WaitingActs() {
  const w = useWords(careRecordsWords)
  const { waiting, sendAll } = useOutbox()
  const refused = waiting.filter((act) => act.refused !== null)
  const open = waiting.length - refused.length
  const [first] = refused
  return (
    <>
      {open === 0 ? null : (
        <Notice
          tone="info"
          title={w('page.waiting_count', { count: open })}
          action={<Button onClick={sendAll}>{w('page.send_again')}</Button>}
        >
          {w('page.waiting')}
        </Notice>
      )}
      {first === undefined ? null : (
        <Notice
          tone="attention"
          title={w('page.refused_count', { count: refused.length })}
          action={
            <ButtonLink href={`/families/${first.body.family_id ?? ''}/log?again=${first.body.id}`}>
              {w('page.mend')}
            </ButtonLink>
          }
        >
          {first.refused?.detail}
        </Notice>
      )}
    </>
  )
}
