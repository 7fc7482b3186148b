import { shortCode } from '../../../kernel/division-code.ts'
import { Button, Card, Cluster, Count, Lines, MaskedValue, Stack } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import type { FamilyFile, Member } from '../contract/index.ts'
import { familiesWords } from '../words/index.ts'
import type { Act } from './dialogs/FamilyDialogs.tsx'
import { useReveal } from './MattersCard.tsx'

const ADULT = 18

/** Living members: who she is, where her hukou lies (claims go there), her proofs; her numbers for a reason. */
export function MembersCard({
  family,
  edit,
  mend,
}: {
  family: FamilyFile
  edit: ((act: Act) => void) | undefined
  /** Of an ended file the numbers alone. */
  mend: ((act: Act) => void) | undefined
}) {
  const w = useWords(familiesWords)
  return (
    <Card
      flush
      title={w('members')}
      note={<Count value={family.members.length} unit="person" />}
      end={
        edit ? (
          <Button look="quiet" onClick={() => edit({ kind: 'add_member' })}>
            {w('add_member')}
          </Button>
        ) : undefined
      }
    >
      <Lines
        lines={family.members.map((member) => ({
          id: member.person_id,
          name: member.name,
          state: [
            member.relation === 'parent' ? w(`sex.${member.sex}`) : w(`relation.${member.relation}`),
            member.age === null ? '' : w('years', { count: member.age }),
          ]
            .filter((part) => part !== '')
            .join(' · '),
          note: (
            <Stack gap="tight">
              <Notes family={family} member={member} />
              <Sealed family={family} member={member} />
            </Stack>
          ),
          action: edit ? (
            <Button
              look="quiet"
              onClick={() => edit({ kind: 'member', member })}
              aria-label={`${w('edit_member')} ${member.name}`}
            >
              {w('edit')}
            </Button>
          ) : mend ? (
            <Button
              look="quiet"
              onClick={() => mend({ kind: 'numbers', person: member })}
              aria-label={`${w('numbers')} ${member.name}`}
            >
              {w('numbers')}
            </Button>
          ) : undefined,
        }))}
      />
    </Card>
  )
}

function Notes({ family, member }: { family: FamilyFile; member: Member }) {
  const w = useWords(familiesWords)
  const proofs = family.certificates
    .filter((certificate) => certificate.person_id === member.person_id)
    .map((certificate) =>
      certificate.disability_grade === null
        ? w(`certificate_kind.${certificate.kind}`)
        : `${w(`certificate_kind.${certificate.kind}`)} ${w('grade', { grade: certificate.disability_grade })}`,
    )
  const away = member.hukou_division !== null && Math.floor(member.hukou_division / 1_000_000) !== family.district
  const place = member.hukou_name ?? (member.hukou_division === null ? '' : shortCode(member.hukou_division))
  const notes = [
    place === '' ? '' : w(away ? 'hukou_elsewhere' : 'hukou_at', { place }),
    member.marital === null ? '' : w(`marital.${member.marital}`),
    ...proofs,
    member.age !== null && member.age < ADULT ? w('minor') : '',
  ]
  return <span>{notes.filter((note) => note !== '').join(' · ')}</span>
}

function Sealed({ family, member }: { family: FamilyFile; member: Member }) {
  const w = useWords(familiesWords)
  const reveal = useReveal(family.family_id)
  const may = useMay('families.reveal')
  if (!may) return null
  const masked = (field: 'id_number' | 'phone') => (
    <MaskedValue
      masked={w(field)}
      what={`${member.name} ${w(field)}`}
      reveal={reveal({ of: 'person', id: member.person_id, field })}
    />
  )
  return (
    <Cluster>
      {member.has_phone ? masked('phone') : null}
      {member.id_kind === 'none' ? null : masked('id_number')}
    </Cluster>
  )
}
