import { Button, Dialog, Stack } from '../../../../web/design/index.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import { useMay } from '../../../../web/session.ts'
import type { FamilyFile, Member } from '../../contract/index.ts'
import { familiesWords } from '../../words/index.ts'
import type { DialogProps } from './change.ts'
import { ContactDialog } from './ContactDialog.tsx'
import { HouseholdDialog } from './HouseholdDialog.tsx'
import { AddMemberDialog, MemberDialog } from './MemberDialog.tsx'
import { type Numbered, NumbersDialog } from './NumbersDialog.tsx'
import { CloseDialog, MoveDialog } from './PlaceDialogs.tsx'
import { PreferenceDialog } from './PreferenceDialog.tsx'
import { TagsDialog } from './TagsDialog.tsx'

/** What the reader set out to change. */
export type Act =
  | { kind: 'more' | 'household' | 'add_member' | 'preference' | 'tags' | 'move' | 'close' }
  | { kind: 'member'; member: Member }
  | { kind: 'numbers'; person: Numbered }
  | { kind: 'contact'; contact?: FamilyFile['contacts'][number] }

export function FamilyDialogs({ family, act, onClose, open }: DialogProps & { act: Act; open: (act: Act) => void }) {
  const props = { family, onClose }
  switch (act.kind) {
    case 'more':
      return <MoreDialog {...props} open={open} />
    case 'household':
      return <HouseholdDialog {...props} />
    case 'add_member':
      return <AddMemberDialog {...props} />
    case 'member':
      return <MemberDialog {...props} member={act.member} open={open} />
    case 'numbers':
      return <NumbersDialog {...props} first={act.person} others={[...family.members, ...family.left]} />
    case 'contact':
      return <ContactDialog {...props} contact={act.contact} />
    case 'preference':
      return <PreferenceDialog {...props} />
    case 'tags':
      return <TagsDialog {...props} />
    case 'move':
      return <MoveDialog {...props} />
    case 'close':
      return <CloseDialog {...props} />
  }
}

function MoreDialog({ family, onClose, open }: DialogProps & { open: (act: Act) => void }) {
  const w = useWords(familiesWords)
  const [mayMove, mayClose] = [useMay('families.move'), useMay('families.close')]
  const choices: [string, Act][] = [
    [w('edit_household'), { kind: 'household' }],
    [w('add_member'), { kind: 'add_member' }],
    [w('add_contact'), { kind: 'contact' }],
    [w('edit_preference'), { kind: 'preference' }],
    [w('tags'), { kind: 'tags' }],
    ...family.left.map((person): [string, Act] => [
      w('numbers_of', { name: person.name }),
      { kind: 'numbers', person },
    ]),
    ...(mayMove ? [[w('move'), { kind: 'move' }] as [string, Act]] : []),
    ...(mayClose ? [[w('close'), { kind: 'close' }] as [string, Act]] : []),
  ]
  return (
    <Dialog title={w('more')} onClose={onClose}>
      <Stack gap="tight">
        {choices.map(([label, act]) => (
          <Button key={label} wide onClick={() => open(act)}>
            {label}
          </Button>
        ))}
      </Stack>
    </Dialog>
  )
}
