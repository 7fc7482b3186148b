import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { isGiven } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { familyAt, nameFor } from '../../../registry/families/index.ts'
import { answersFor } from '../../policies/index.ts'
import { access } from '../access.ts'
import {
  changesOfClaim,
  claimsOfFamily,
  countChangesToDecide,
  countListed,
  countOpenObjections,
  countTransfersToReceive,
  type EventRow,
  findLine,
  findProcedure,
  listEvents,
  listProofs,
  listWaiting,
  noticesOfClaim,
  objectionsOfClaim,
  tookPartBelow,
} from '../queries/index.ts'
import { doesStep, hangsOn, isNotice, mayReturn, mayWithdraw, stepAt } from '../rules/index.ts'
import { showOtherBranch } from './branch.ts'
import { sql } from 'kysely'

/** One claim with its chain and what happened to it. @throws Refusal not_found `claims.not_found` */
export async function showClaim(tx: Tx, call: Call, id: Uuid) {
  const line = (await findLine(tx, call, id)) ?? refuse('not_found', 'claims.not_found')
  const claim = { district: line.district, id }
  const procedure = (await findProcedure(tx, line.procedure_id)) ?? refuse('not_found', 'claims.not_found')
  const notices = await noticesOfClaim(tx, claim)
  const shown = notices.map((notice) => ({
    notice_id: notice.notice_id,
    step: notice.step,
    posted_at: notice.posted_at,
    closes_on: notice.closes_on,
    hangs: hangsOn(notice, call.today),
    concluded: notice.concluded_at !== null,
  }))
  const present = notices.find(
    (notice) =>
      notice.step === line.state &&
      notice.posted_at >= line.step_since &&
      (notice.take_down_reason ?? 'expired') === 'expired',
  )
  const step = stepAt(procedure.steps, line.state)
  const mine = doesStep(step, call.actor.role)
  const may = mayOf(call, line, {
    mine,
    below: mine && line.state === 'township_review' && (await tookPartBelow(tx, claim, call.actor.account_id)),
    posted: present !== undefined,
    over: present !== undefined && call.today > present.closes_on,
  })
  return {
    ...line,
    procedure,
    events: (await listEvents(tx, claim)).map(eventOf),
    proofs: await listProofs(tx, claim),
    notices: shown,
    objections: await objectionsOfClaim(tx, claim),
    changes: await changesOfClaim(tx, claim),
    other_branch: may.includes('change') ? await showOtherBranch(tx, call, { ...claim, ...line }) : null,
    may,
  }
}

function eventOf({ detail, account_id: _account, ...event }: EventRow) {
  const { opinion = null, text = null, present = [], held_on = null } = detail
  return { ...event, opinion, text, present, held_on }
}

type Line = NonNullable<Awaited<ReturnType<typeof findLine>>>
type May =
  | 'edit'
  | 'submit'
  | 'review'
  | 'post'
  | 'conclude'
  | 'return'
  | 'withdraw'
  | 'decide'
  | 'file'
  | 'object'
  | 'change'

/** What the reader may do now; each act asks again when it is done. */
function mayOf(call: Call, line: Line, at: { mine: boolean; below: boolean; posted: boolean; over: boolean }): May[] {
  const { role, account_id } = call.actor
  const may: Record<May, boolean> = {
    edit: at.mine && line.state === 'draft',
    submit: at.mine && line.state === 'draft',
    review: at.mine && !at.below && (line.state === 'village_review' || line.state === 'township_review'),
    post: at.mine && isNotice(line.state) && !at.posted,
    conclude: at.mine && isNotice(line.state) && at.over,
    return: at.mine && mayReturn(line.state),
    withdraw: isGiven(access['claims.declare'], role) && mayWithdraw(line.state),
    decide: at.mine && line.state === 'county_confirmation' && !line.hands.includes(account_id),
    file: at.mine && line.state === 'notice_of_decision',
    object:
      isGiven(access['claims.object'], role) &&
      (isNotice(line.state) ? at.posted : line.state === 'county_confirmation'),
    change: isGiven(access['claims.change'], role) && line.state === 'filed' && line.decision === 'confirmed',
  }
  return (Object.keys(may) as May[]).filter((act) => may[act])
}

/** What waits for the reader: by step, and how many objections stand open and changes of the roll are to be decided. */
export async function showWaiting(tx: Tx, call: Call) {
  const finds = isGiven(access['claims.find'], call.actor.role)
  const confirms = isGiven(access['claims.confirm_change'], call.actor.role)
  return {
    steps: await listWaiting(tx, call),
    objections: finds ? await countOpenObjections(tx, call) : 0,
    changes: await countChangesToDecide(tx, call),
    transfers: await countTransfersToReceive(tx, call),
    taken_over: confirms ? await countListed(tx, call) : 0,
  }
}

/** The claims of a family, and under what its living parents could declare without a claim standing already. */
export async function showFamily(tx: Tx, call: Call, family_id: Uuid) {
  const { rows } = await sql<{ person_id: Uuid; name: string }>`select p.id as person_id, p.name from person p
    join family f on f.district = p.district and f.id = p.family_id
    where ${familyAt(call.actor.scope, 'f', family_id)} and f.state = 'active' and p.relation = 'parent' and p.died_on is null and p.member_to is null
    order by p.birth_date, p.id`.execute(tx)
  const items = await claimsOfFamily(tx, call, family_id)
  const standing = new Set(
    items.filter((claim) => stands(claim)).map((claim) => `${claim.person_id} ${claim.policy_id}`),
  )
  const open_to: {
    person_id: Uuid
    name: string
    policies: { policy_id: Uuid; name_zh: string; name_en: string }[]
  }[] = []
  for (const person of rows) {
    const { answers } = await answersFor(tx, call, { person_id: person.person_id, as_of: call.today })
    const policies = answers
      .filter(({ policy }) => policy.theme === 'allowance' && policy.beneficiary === 'person')
      .filter(({ policy }) => !standing.has(`${person.person_id} ${policy.id}`))
      // What the rule already says yes to is offered first.
      .toSorted((a, b) => Number(b.answer === 'yes') - Number(a.answer === 'yes'))
      .map(({ policy }) => ({ policy_id: policy.id, name_zh: policy.name_zh, name_en: policy.name_en }))
    open_to.push({ person_id: person.person_id, name: nameFor(call.actor.role, person.name), policies })
  }
  return { items, open_to }
}

const stands = (claim: { state: string; decision: string | null }) =>
  claim.state !== 'withdrawn' && claim.state !== 'exited' && claim.decision !== 'refused'
