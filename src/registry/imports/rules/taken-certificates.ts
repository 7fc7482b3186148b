import type { Bearer, CertificateDraft } from '../../families/index.ts'
import { certificateNumber } from '../../families/rules/index.ts'
import { idKey } from './duplicates.ts'
import { blocks, type Fault } from './faults.ts'
import type { Plan, PlannedHousehold } from './plan.ts'

/** Certificates of the file whose numbers another file of the register bears, and will bear still when this one is applied. */

/** One key for a kind and number, as the register keeps it; undefined without a number. */
export function certificateKey(draft: Pick<CertificateDraft, 'kind' | 'number'>): string | undefined {
  const number = certificateNumber(draft)
  return number === null || number === '' ? undefined : `${draft.kind} ${number}`
}

/**
 * Of those whose bearer is out of reach no more is said than that; how many of them may be told is for the caller to say. The disability
 * certificate of a person who is registered out of reach, by her number, is there with her: that is told of her.
 */
export function takenCertificates(
  plan: Plan,
  bearers: ReadonlyMap<string, Pick<Bearer, 'certificate_id' | 'file'>>,
  peopleElsewhere: ReadonlySet<string>,
): { readonly here: Fault[]; readonly elsewhere: Fault[] } {
  // A number that the same file corrects away is free: two that stood in each other's rows are put right.
  const changed = plan.households.flatMap(({ change }) =>
    (change?.certificates ?? []).flatMap(({ certificate_id, set }) =>
      set.number === undefined ? [] : [certificate_id],
    ),
  )
  const free = new Set<string>(changed)
  const here: Fault[] = []
  const elsewhere: Fault[] = []
  for (const planned of plan.households) {
    const own = ownOf(planned)
    planned.household.draft.certificates.forEach((certificate, index) => {
      const key = certificateKey(certificate)
      const bearer = key === undefined ? undefined : bearers.get(key)
      if (bearer === undefined || own.has(bearer.certificate_id) || free.has(bearer.certificate_id)) return
      const holder = planned.household.members[certificate.member]?.id_number ?? ''
      if (certificate.kind === 'disability' && peopleElsewhere.has(idKey(holder))) return
      const at = planned.household.certificates.cells[index]?.number ?? planned.at
      const once = certificate.kind === 'only_child' ? 'imports.next_certificate_once' : undefined
      if (bearer.file === null)
        elsewhere.push(blocks(at, 'families.certificate_elsewhere', { next: once ?? 'families.next_ask_district' }))
      else
        here.push(
          blocks(at, 'families.certificate_here', {
            params: { file: bearer.file },
            next: once ?? 'families.next_open_file',
          }),
        )
    })
  }
  return { here, elsewhere }
}

function ownOf({ family }: PlannedHousehold): ReadonlySet<string> {
  return new Set((family?.draft.certificates ?? []).map(({ id }) => id))
}
