import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { listDivisions } from '../../divisions/index.ts'
import type { ChangeLine, Counts } from '../contract.ts'
import { getBatch } from '../queries/index.ts'
import type { Attribute, KnownFamily, Plan, PlannedHousehold } from '../rules/index.ts'
import { evaluate, judgingOf } from './evaluate.ts'
import { say, sayValue } from './say.ts'

export interface PreviewPage {
  kind?: 'new' | 'changed' | 'unchanged' | 'absent' | undefined
  /** How many lines came before. */
  after: number
  limit: number
}

export interface Preview {
  counts: Counts
  items: ChangeLine[]
  /** How many lines there are up to here, when more follow. */
  next: number | undefined
}

/**
 * What applying the roster now would change, household by household in the order of the file, then who is registered in the file's
 * communities but not in it. Computed from the register as it is, never stored.
 */
export async function previewImport(tx: Tx, call: Call, id: Uuid, page: PreviewPage): Promise<Preview> {
  const batch = await getBatch(tx, call, id)
  if (batch.state !== 'staged')
    refuse('conflict', batch.state === 'applied' ? 'imports.applied_already' : 'imports.given_up')
  const { plan, counts } = await evaluate(tx, call, judgingOf(tx, call, batch))
  return pageOfPlan(tx, call, plan, counts, page)
}

/** The lines of a plan in words. */
export async function pageOfPlan(tx: Tx, call: Call, plan: Plan, counts: Counts, page: PreviewPage): Promise<Preview> {
  const places = await listDivisions(tx, [
    ...plan.households.flatMap(({ household, family }) => [
      household.draft.community,
      ...(family ? [family.draft.community] : []),
    ]),
    ...plan.absent.map((one) => one.family.draft.community),
  ])
  // What could not be read as a community stands as 0 until it is mended, which is no place and not the whole country.
  const names = new Map(places.flatMap((place) => (place.code === 0 ? [] : [[place.code, place.short_name] as const])))
  const lines = [
    ...plan.households
      .filter((one) => page.kind === undefined || page.kind === one.kind)
      .map((one) => householdLine(call, one, names)),
    ...(page.kind === undefined || page.kind === 'absent' ? plan.absent : []).map((one): ChangeLine => ({
      sheet: '',
      row: 0,
      kind: one.whole ? 'absent' : 'absent_members',
      names: one.family.draft.members
        .flatMap((member) => (one.members.includes(member.id) ? member.name : []))
        .join('、'),
      community: names.get(one.family.draft.community) ?? '',
      file: one.family.file,
      family_id: one.family.id,
      added: 0,
      facts: [],
    })),
  ]
  const until = page.after + page.limit
  return { counts, items: lines.slice(page.after, until), next: lines.length > until ? until : undefined }
}

function householdLine(call: Call, one: PlannedHousehold, places: ReadonlyMap<Code, string>): ChangeLine {
  const { household, family, kind, added, facts } = one
  const said = (attribute: Attribute, value: string) =>
    attribute === 'community' ? (places.get(Number(value)) ?? value) : sayValue(call.locale, attribute, value)
  const newcomers = kind === 'new' ? [] : added.map((index) => household.members[index]?.name ?? '')
  return {
    sheet: one.at.sheet,
    row: one.at.row,
    kind,
    names: parentsOf(household.draft.members, family),
    community: places.get(household.draft.community) ?? '',
    file: family?.file ?? null,
    family_id: family?.id ?? null,
    added: added.length,
    facts: [
      ...newcomers.map((name) => ({
        name: null,
        what: say(call.locale, 'imports.new_member'),
        before: null,
        after: name,
      })),
      ...facts.map(({ name, attribute, before, after }) => ({
        name,
        what: say(call.locale, `imports.attributes.${attribute}`),
        before: before === null ? null : said(attribute, before),
        // Two different addresses may look alike behind their masks.
        after: before === after ? say(call.locale, 'imports.differs_masked', { before }) : said(attribute, after),
      })),
    ],
  }
}

/** A household is called by its parents; never by the child. */
function parentsOf(members: readonly { name: string; relation: string }[], family: KnownFamily | null): string {
  const named = [members, family?.draft.members ?? []].map((list) =>
    list.flatMap((one) => (one.relation === 'parent' ? one.name : [])),
  )
  return (named.find((names) => names.length > 0) ?? []).join('、')
}
