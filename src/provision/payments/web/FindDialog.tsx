import {
  Button,
  Count,
  Dialog,
  Form,
  FormEnd,
  Lines,
  Money,
  Notice,
  Reading,
  ListSkeleton,
  Sub,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { findRecoveries, previewRecoveries } from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'

/** Shows what a search over the person's own area would find, then writes it down. */
export function FindDialog({ onClose }: { onClose: () => void }) {
  const w = useWords(paymentsWords)
  const division = useSession().data?.active_post?.division ?? 0
  const preview = useApi(previewRecoveries, { query: { division } })
  const send = useCommand(findRecoveries, {
    done: (answer) => {
      toast(w('page.found', { count: answer.recoveries }))
      onClose()
    },
  })
  return (
    <Dialog title={w('page.find_title')} onClose={onClose}>
      <Form problem={send.problem} onSubmit={() => void send.send({ body: { division } })}>
        <Sub>{w('page.find_note')}</Sub>
        <Reading of={preview} skeleton={<ListSkeleton />} part>
          {({ sums }) =>
            sums.length === 0 ? (
              <Notice tone="done" title={w('page.find_nothing')} />
            ) : (
              <Lines
                lines={sums.map((sum) => ({
                  id: sum.cause,
                  name: w(`recovery_cause.${sum.cause}`),
                  state: (
                    <>
                      <Count value={sum.persons} unit="person" /> · <Money fen={sum.fen} exact />
                    </>
                  ),
                }))}
              />
            )
          }
        </Reading>
        <FormEnd>
          <Button type="submit" look="primary" busy={send.pending} disabled={(preview.data?.sums ?? []).length === 0}>
            {w('page.write_down')}
          </Button>
          <Button onClick={onClose}>{w('page.back')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
