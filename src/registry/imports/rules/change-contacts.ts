import type { ContactRole, DecisionContactDraft } from '../../families/index.ts'
import { type FamilyChange, tidyPhone } from '../../families/rules/index.ts'
import { areSameRoles, type ContactReading } from './contacts.ts'
import type { KnownFamily } from './match.ts'
import { note, type Pen } from './pen.ts'

/** Contacts are known again by name; a name that is not registered is another one, and nobody is taken away. */
export function contactsOf(pen: Pen, family: KnownFamily) {
  const edits: NonNullable<FamilyChange['contacts']> = []
  const changed: number[] = []
  const added: number[] = []
  const { draft, contacts } = pen.household
  contacts.forEach((contact, index) => {
    const before = family.draft.decision_contacts.find((other) => other.name === contact.name)
    if (before === undefined) {
      added.push(index)
      note(pen, contact, 'contact_name', null, contact.name)
      return
    }
    const set = changedContact(pen, contact, before)
    if (Object.keys(set).length === 0) return
    changed.push(index)
    edits.push({ contact_id: before.id, set })
  })
  const news = added.flatMap((index) => draft.decision_contacts[index] ?? [])
  const change: FamilyChange = {
    ...(edits.length > 0 ? { contacts: edits } : {}),
    ...(news.length > 0 ? { add_contacts: news } : {}),
  }
  return { change, added, changed }
}

/** Only what a cell says: the words a new contact is given where none stand are no change of a registered one. */
function changedContact(pen: Pen, contact: ContactReading, before: DecisionContactDraft) {
  const set: { phone?: string; relation?: string; roles?: ContactRole[] } = {}
  const phone = contact.phone === undefined ? undefined : tidyPhone(contact.phone)
  if (phone !== undefined && phone !== before.phone) {
    set.phone = phone
    note(pen, contact, 'contact_phone', before.phone, phone)
  }
  if (contact.relation !== undefined && contact.relation !== before.relation) {
    set.relation = contact.relation
    note(pen, contact, 'contact_relation', before.relation, contact.relation)
  }
  // Of roles that were read in part none is taken away.
  const kept = contact.roles_in_part ? before.roles : []
  const roles = contact.roles === undefined ? before.roles : [...new Set([...kept, ...contact.roles])]
  if (!areSameRoles(roles, before.roles)) {
    set.roles = roles
    note(pen, contact, 'contact_roles', before.roles.join(), roles.join())
  }
  return set
}
