import { useEffect } from 'react'
import { Button, ButtonLink, Card, CentredPage, Doors, ProblemNotice, ProgressBar } from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useForgetSession } from '../../../web/session.ts'
import { useGo } from '../../../web/url.ts'
import { beginDemonstration, getSession } from '../contract/index.ts'
import { staffPageWords } from '../words/pages.ts'

/** `/first-run`: two doors on an empty installation; the progress of the one that takes a while. */
export function FirstRunPage() {
  const w = useWords(staffPageWords)
  const go = useGo()
  const forget = useForgetSession()
  const session = useApi(getSession, {}, { refresh_ms: 2_000 })
  const open = useCommand(beginDemonstration, { topics: ['session'] })
  const state = session.data?.installation
  useEffect(() => {
    if (state === 'demonstration' || state === 'set_up') void forget().then(() => go('/', { replace: true }))
  }, [state, forget, go])
  if (state === undefined) return null
  if (state !== 'empty') {
    return (
      <CentredPage title={w('loading_demo')} lead={w('loading_demo_text')}>
        <Card>
          <ProgressBar label={w('loading_demo')} value={session.data?.loaded_percent ?? 0} of={100} />
        </Card>
      </CentredPage>
    )
  }
  return (
    <CentredPage title={w('welcome')} lead={w('welcome_text')} wide>
      {open.problem ? <ProblemNotice problem={open.problem} /> : null}
      <Doors
        doors={[
          {
            title: w('door_demo'),
            text: w('door_demo_text'),
            action: (
              <Button look="primary" wide busy={open.pending} onClick={() => void open.send({})}>
                {w('door_demo_act')}
              </Button>
            ),
          },
          {
            title: w('door_own'),
            text: w('door_own_text'),
            action: (
              <ButtonLink href="/set-up" wide>
                {w('door_own_act')}
              </ButtonLink>
            ),
          },
        ]}
      />
    </CentredPage>
  )
}
