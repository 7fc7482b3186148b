import { type ComponentType, type ReactNode, useState } from 'react'
import {
  Button,
  ButtonLink,
  Chip,
  FilePage,
  FileSkeleton,
  Heading,
  Notice,
  PrintOnly,
  Reading,
  ScreenOnly,
  Stack,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { usePathPart } from '../../../web/url.ts'
import { type FamilyFile, showFamily } from '../contract/index.ts'
import { familiesWords } from '../words/index.ts'
import { ActsOfFamily } from './ActsOfFamily.tsx'
import { type Act, FamilyDialogs } from './dialogs/FamilyDialogs.tsx'
import { DepartedCard } from './DepartedCard.tsx'
import { ContactCard, MattersCard } from './MattersCard.tsx'
import { MembersCard } from './MembersCard.tsx'
import { PrintedCard } from './PrintedCard.tsx'
import { TrailCard } from './TrailCard.tsx'

/** What rooms above add to the file: what is due and has come, who the two contacts are. Given where the pages are listed. */
export interface FamilySlots {
  /** The whole ledger of acts; without it the newest fifty of the file itself. */
  readonly acts?: ComponentType<{ family_id: FamilyFile['family_id']; district: number }>
  readonly due?: ComponentType<{ family_id: FamilyFile['family_id']; district: number }>
  readonly contacts?: ComponentType<{ family_id: string }>
  /** Where her people are paid to. */
  readonly accounts?: ComponentType<{ family_id: FamilyFile['family_id'] }>
}

/** The file of one family. Left: who they are and what matters now; centre: what was done; right: what is due, and who looked. */
export function FamilyPage({ acts: Acts, due: Due, contacts: Contacts, accounts: Accounts }: FamilySlots) {
  const family_id = usePathPart('family_id')
  const file = useApi(
    showFamily,
    { params: { family_id: family_id as FamilyFile['family_id'] } },
    { topics: ['care-records'] },
  )
  return (
    <Reading of={file} skeleton={<FileSkeleton />}>
      {(family) => (
        <Loaded
          family={family}
          acts={
            Acts ? (
              <>
                <ActsHeading />
                <Acts family_id={family.family_id} district={family.district} />
              </>
            ) : (
              <ActsOfFamily acts={family.acts} />
            )
          }
          above={Due ? <Due family_id={family.family_id} district={family.district} /> : null}
          accounts={Accounts ? <Accounts family_id={family.family_id} /> : null}
          contacts={Contacts ? <Contacts family_id={family_id} /> : null}
        />
      )}
    </Reading>
  )
}

function Loaded({
  family,
  acts,
  above,
  accounts,
  contacts,
}: {
  family: FamilyFile
  acts: ReactNode
  above: ReactNode
  accounts: ReactNode
  contacts: ReactNode
}) {
  const w = useWords(familiesWords)
  const [act, setAct] = useState<Act>()
  const writes = useMay('families.write')
  const mayWrite = writes && family.state === 'active'
  const maySeeTrail = useMay('families.see_trail')
  const maySeeChild = useMay('families.see_child')
  const title = nameOf(family, w)
  return (
    <>
      <ScreenOnly>
        <FilePage
          header={{
            title,
            beside: <Marks family={family} />,
            crumbs: [
              { title: w('families'), href: '/families' },
              { title: family.community_name ?? String(family.community) },
            ],
            actions: <Actions family={family} may={mayWrite} open={setAct} />,
          }}
          notice={<Gentle family={family} />}
          left={
            <>
              <MattersCard family={family} edit={mayWrite ? setAct : undefined}>
                {contacts}
              </MattersCard>
              <MembersCard family={family} edit={mayWrite ? setAct : undefined} mend={writes ? setAct : undefined} />
              {family.contacts.length > 1 || mayWrite ? (
                <ContactCard family={family} edit={mayWrite ? setAct : undefined} />
              ) : null}
            </>
          }
          right={
            <>
              {above}
              {accounts}
              {maySeeChild ? <DepartedCard family_id={family.family_id} mend={writes ? setAct : undefined} /> : null}
              {maySeeTrail ? <TrailCard family_id={family.family_id} /> : null}
            </>
          }
        >
          {acts}
        </FilePage>
      </ScreenOnly>
      <PrintOnly>
        <PrintedCard family={family} title={title}>
          {contacts}
        </PrintedCard>
      </PrintOnly>
      {act ? <FamilyDialogs family={family} act={act} open={setAct} onClose={() => setAct(undefined)} /> : null}
    </>
  )
}

function ActsHeading() {
  const w = useWords(familiesWords)
  return <Heading title={w('acts')} />
}

type Speak = ReturnType<typeof useWords<typeof familiesWords>>

function nameOf(family: FamilyFile, w: Speak): string {
  return family.heads.length > 0
    ? w('family_of', { names: family.heads.join(' ') })
    : w('family_without_heads', { file: family.file })
}

function Marks({ family }: { family: FamilyFile }) {
  const w = useWords(familiesWords)
  const { preference } = family
  return (
    <>
      {family.state === 'active' ? null : <Chip tone="attention">{w(`family_state.${family.state}`)}</Chip>}
      {family.tags.map(({ tag }) => (
        <Chip key={tag}>{tag}</Chip>
      ))}
      {preference?.no_contact ? <Chip tone="info">{w('no_contact')}</Chip> : null}
      {preference?.no_home_visit && !preference.no_contact ? <Chip tone="info">{w('no_home_visit')}</Chip> : null}
    </>
  )
}

function Actions({ family, may, open }: { family: FamilyFile; may: boolean; open: (act: Act) => void }) {
  const w = useWords(familiesWords)
  const mayLog = useMay('care_records.log')
  return (
    <>
      <Button onClick={() => globalThis.print()}>{w('print_card')}</Button>
      {may ? <Button onClick={() => open({ kind: 'more' })}>{w('more')}</Button> : null}
      {mayLog && family.state === 'active' ? (
        <ButtonLink look="primary" href={`/families/${family.family_id}/log`}>
          {w('log')}
        </ButtonLink>
      ) : null}
    </>
  )
}

/** The day, never the wound behind it. */
function Gentle({ family }: { family: FamilyFile }) {
  const w = useWords(familiesWords)
  if (family.gentle_days.length === 0) return null
  return (
    <Notice tone="accent" title={w('gentle')}>
      <Stack gap="tight">
        {family.gentle_days.map((day) => (
          <span key={day.date}>
            {w(day.quiet ? 'gentle_quiet' : day.shared ? 'gentle_shared' : 'gentle_day', { date: day.date.slice(5) })}
          </span>
        ))}
      </Stack>
    </Notice>
  )
}
