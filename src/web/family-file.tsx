import { ContactsOfFamily } from '../care/contacts/web/ContactsOfFamily.tsx'
import type { Uuid } from '../kernel/ids.ts'
import { FamilyTimeline } from '../ledgers/care-records/web/FamilyTimeline.tsx'
import { FamilyClaims } from '../promises/claims/web/FamilyClaims.tsx'
import { EntitlementsPanel } from '../promises/entitlements/web/EntitlementsPanel.tsx'
import { AccountsOfFamily } from '../registry/bank-accounts/web/AccountsOfFamily.tsx'
import { FamilyPage } from '../registry/families/web/FamilyPage.tsx'
import { useMay } from './session.ts'

/** The family file with what the rooms above put into it: the families room knows none of them. */
export function FamilyFilePage() {
  return <FamilyPage acts={FamilyTimeline} due={Due} contacts={ContactsOfFamily} accounts={AccountsOfFamily} />
}

function Due({ family_id, district }: { family_id: Uuid; district: number }) {
  const claims = useMay('claims.read')
  return (
    <>
      <EntitlementsPanel family_id={family_id} district={district} />
      {claims ? <FamilyClaims family_id={family_id} /> : null}
    </>
  )
}
