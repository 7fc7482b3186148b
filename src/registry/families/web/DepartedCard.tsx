import { useState } from 'react'
import { api } from '../../../web/api.ts'
import { useAttempt } from '../../../web/attempt.ts'
import { Button, Card, KeyValue, ReasonDialog, Stack, Sub } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { type FamilyFile, showDeparted } from '../contract/index.ts'
import { familiesWords } from '../words/index.ts'
import type { Act } from './dialogs/FamilyDialogs.tsx'

type Departed = Awaited<ReturnType<typeof api<typeof showDeparted>>>

/** Those who died: closed until a reason is given, kept on this page only, gone when it is left. */
export function DepartedCard({
  family_id,
  mend,
}: {
  family_id: FamilyFile['family_id']
  mend: ((act: Act) => void) | undefined
}) {
  const w = useWords(familiesWords)
  const [asking, setAsking] = useState(false)
  const { busy, problem, attempt } = useAttempt()
  const [open, setOpen] = useState<Departed>()
  const ask = (reason: string) =>
    void attempt(async () => {
      setOpen(await api(showDeparted, { params: { family_id } }, { reason }))
      setAsking(false)
    })
  return (
    <Card
      title={w('child')}
      end={
        open ? undefined : (
          <Button look="quiet" onClick={() => setAsking(true)}>
            {w('child_open')}
          </Button>
        )
      }
    >
      {open ? <Shown departed={open} mend={mend} /> : <Sub small>{w('child_text')}</Sub>}
      {asking ? (
        <ReasonDialog title={w('child')} busy={busy} problem={problem} onGive={ask} onClose={() => setAsking(false)} />
      ) : null}
    </Card>
  )
}

function Shown({ departed, mend }: { departed: Departed; mend: ((act: Act) => void) | undefined }) {
  const w = useWords(familiesWords)
  return (
    <Stack gap="tight">
      {departed.departed.map((person) => (
        <Stack key={person.person_id} gap="tight">
          <KeyValue
            pairs={[
              { label: w(`relation.${person.relation}`), value: person.name },
              { label: w('born'), value: person.birth_date ?? w('not_said') },
              { label: w('died'), value: person.died_on },
            ]}
          />
          {mend ? (
            <Button
              look="quiet"
              onClick={() =>
                mend({ kind: 'numbers', person: { ...person, id_kind: person.has_id ? 'resident' : 'none' } })
              }
            >
              {w('numbers_of', { name: person.name })}
            </Button>
          ) : null}
        </Stack>
      ))}
      <KeyValue
        pairs={[
          { label: w('children_born'), value: departed.children_born ?? w('not_said') },
          { label: w('children_surviving'), value: departed.children_surviving ?? w('not_said') },
        ]}
      />
    </Stack>
  )
}
