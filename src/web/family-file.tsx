import { ContactsOfFamily } from '../care/contacts/web/ContactsOfFamily.tsx'
import { FamilyTimeline } from '../ledgers/care-records/web/FamilyTimeline.tsx'
import { EntitlementsPanel } from '../promises/entitlements/web/EntitlementsPanel.tsx'
import { AccountsOfFamily } from '../registry/bank-accounts/web/AccountsOfFamily.tsx'
import { FamilyPage } from '../registry/families/web/FamilyPage.tsx'

/** The family file with what the rooms above put into it: the families room knows none of them. */
export function FamilyFilePage() {
  return (
    <FamilyPage acts={FamilyTimeline} due={EntitlementsPanel} contacts={ContactsOfFamily} accounts={AccountsOfFamily} />
  )
}
