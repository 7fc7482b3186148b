import { interval } from '../../src/kernel/division-code.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { makeActor, testId } from './app.ts'
import { makeAssociation } from './associations.ts'
import type { TestDatabase } from './database.ts'
import { makeHouseholds, makeImport, missingLike, type Target } from './targets.ts'
import { makeDraftTarget } from './targets-drafts.ts'
import { makeAccount, makeFunds, makeOwed, makePayments, makeTemplate } from './targets-money.ts'
import { signedIn } from './targets-office.ts'
import { makeRecovery } from './targets-recoveries.ts'
import { makeProcedure } from './targets-roll.ts'

const STREET = 530_103_001_000
const DISTRICT = 530_103_000_000
/** The district's rounds pass through here, where no persona of a street or a community works. */
const PASSED_THROUGH = 530_103_004_001

/** What a street has of its own above its communities: the roster its officer uploaded, and herself. */
export async function makeStreet(test: TestDatabase, like: Target): Promise<Target> {
  const canary = '鸧鹒庚'
  const officer = await makeActor(test, 'street_officer', '530103001')
  const import_id = await makeImport(test, officer, canary)
  const { session_id } = await signedIn(test, officer)
  const { account_id, post_id } = officer
  await makeAssociation(test, STREET, `${canary}计划生育协会`)
  const own = { import_id, session_id, account_id, post_id, worker_id: account_id, association_division: STREET }
  return above('street', STREET, { like, canaries: [canary, import_id, session_id], ids: own })
}

/**
 * What a district has of its own above its streets: rounds of visits and of payment over the whole of it, law and chains that are being
 * written, how its bank wants its files, its money, and its officer. That there is a round of visits is for everybody whose place it holds
 * to see; its title does not bear the mark, its lines do.
 */
export async function makeDistrict(test: TestDatabase, like: Target): Promise<Target> {
  const canary = '鵰鶚癸'
  const officer = await makeActor(test, 'district_officer', '530103')
  const { district, account_id, post_id } = officer
  const { family } = await makeHouseholds(test, officer, { community: PASSED_THROUGH, canary })
  const [person_id, spouse_id] = family.person_ids as [Uuid, Uuid]
  const place = { district, community: PASSED_THROUGH, division: DISTRICT, canary, account_id }
  const mine = { ...place, family_id: family.id, person_id }
  const owed = await makeOwed(test, { ...mine, canary: '全区' }, officer)
  const version_id = await makeAccount(test, mine, spouse_id)
  const payment_round_id = testId()
  const paid = { ...mine, account_version_id: version_id, run_id: owed.run_id, round_id: payment_round_id }
  const payments = await makePayments(test, paid, officer)
  const { round_id, ...hidden } = owed
  const made = {
    ...hidden,
    ...payments,
    payment_round_id,
    version_id,
    ...(await makeRecovery(test, mine, payments.payment_id)),
    ...(await makeFunds(test, mine)),
    ...(await makeDraftTarget(test, { community: DISTRICT, canary, level: 'district' }, officer)),
    template_id: await makeTemplate(test, officer, canary),
    procedure_id: await makeProcedure(test, officer, { division: DISTRICT, canary }),
    import_id: await makeImport(test, officer, canary),
    session_id: (await signedIn(test, officer)).session_id,
    family_id: family.id,
    person_id,
  }
  // It signs what everybody of the district reads, and does not bear the mark.
  await makeAssociation(test, DISTRICT, '盘龙区计划生育协会')
  const named = { family_ids: family.id, version_ids: version_id, entitlement_ids: owed.entitlement_id }
  const ids = {
    ...made,
    ...named,
    association_division: DISTRICT,
    round_id,
    account_id,
    post_id,
    worker_id: account_id,
  }
  return above('district', DISTRICT, { like, canaries: [canary, ...Object.values(made)], ids })
}

/** A target of a wider place: what it has not of its own is asked for under ids that exist nowhere. */
function above(
  name: string,
  division: number,
  { like, canaries, ids }: Pick<Target, 'canaries' | 'ids'> & { like: Target },
): Target {
  const missing = missingLike(like)
  return {
    ...missing,
    name,
    community: division,
    ...interval(division),
    canaries,
    ids: { ...missing.ids, ...ids },
  }
}
