import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import {
  Button,
  ButtonLink,
  InstantText,
  NotFound,
  Notice,
  Reading,
  RunPage,
  RunSkeleton,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { usePathPart } from '../../../web/url.ts'
import { policiesWords } from '../../policies/words/index.ts'
import { editorWords } from '../../policies/words/editor/index.ts'
import { type SavedSimulation, showSaved } from '../contract.ts'
import { simulationsWords } from '../words/index.ts'
import { useMonthText } from './parts.tsx'
import { Figures, Result } from './Result.tsx'
import { SavedList } from './SavedList.tsx'

/** One simulation as it was kept, and what has changed since. */
export function SavedPage() {
  const simulation_id = usePathPart('simulation_id')
  return isUuid(simulation_id) ? <Saved simulation_id={simulation_id} /> : <NotFound />
}

function Saved({ simulation_id }: { simulation_id: Uuid }) {
  const w = useWords(simulationsWords)
  const p = useWords(policiesWords)
  const e = useWords(editorWords)
  const monthText = useMonthText()
  const read = useApi(showSaved, { params: { simulation_id } }, { topics: ['families', 'policies'] })
  return (
    <Reading of={read} skeleton={<RunSkeleton />}>
      {(saved) => (
        <RunPage
          header={{
            title: saved.name,
            crumbs: [
              { title: p('title'), href: '/policies' },
              { title: e('drafts'), href: '/policies/drafts' },
              { title: w('title'), href: `/policies/drafts/${saved.draft_id}/simulation` },
            ],
            sub: (
              <>
                {[
                  saved.division_name,
                  w('form.from', { month: monthText(saved.month) }),
                  w('form.months', { count: saved.months }),
                  w('as_of', { date: saved.as_of }),
                  saved.made_by_name,
                ]
                  .filter(Boolean)
                  .join(' · ')}{' '}
                · <InstantText at={saved.made_at} />
              </>
            ),
            actions: (
              <>
                <Button onClick={() => globalThis.print()}>{w('print')}</Button>
                <ButtonLink href={`/policies/drafts/${saved.draft_id}`}>{w('open_draft')}</ButtonLink>
              </>
            ),
          }}
          steps={<Changed changed={saved.changed} />}
          figures={<Figures result={saved} />}
          side={<SavedList draft_id={saved.draft_id} />}
        >
          <Result result={saved} />
        </RunPage>
      )}
    </Reading>
  )
}

/** What has changed since it was kept. */
export function Changed({ changed }: { changed: SavedSimulation['changed'] }) {
  const w = useWords(simulationsWords)
  const what = changed.draft ? 'draft' : changed.law ? 'law' : changed.register === true ? 'register' : 'nothing'
  return <Notice tone={what === 'nothing' ? 'done' : 'attention'} title={w(`changed.${what}`)} />
}
