import type { CivilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import {
  isNotice,
  mayReturn,
  mayWithdraw,
  type State,
  type Step,
  stepAt,
} from '../../src/promises/claims/rules/index.ts'
import type { Hands } from './claims.ts'

// A claim in memory: what may be done when, by whom, without a database.

/** The four hands of a chain, and the community's worker at a second post in the street. */
export type Who = keyof Hands | 'standIn'
/** Whose account it is. */
export const accountOf = (who: Who): keyof Hands => (who === 'standIn' ? 'worker' : who)
const ROLE: Record<Who, string> = {
  worker: 'community_worker',
  street: 'street_officer',
  officer: 'district_officer',
  approver: 'district_approver',
  standIn: 'street_officer',
}
export const ACTS = [
  'submit',
  'review',
  'post',
  'conclude',
  'object',
  'find',
  'return',
  'withdraw',
  'confirm',
  'refuse',
  'file',
  'leave',
  'wait',
] as const
export type Act = (typeof ACTS)[number]

interface Notice {
  id: Uuid
  step: State
  posted: CivilDate
  closes: CivilDate
  concluded: boolean
}

/** A claim as it should stand. */
export class Model {
  readonly #steps: readonly Step[]
  constructor(steps: readonly Step[], day: CivilDate) {
    this.#steps = steps
    this.day = day
    this.since = day
  }

  state: State = 'draft'
  day: CivilDate
  since: CivilDate
  decision: 'confirmed' | 'refused' | undefined
  upheld = 0
  readonly hands = new Set<keyof Hands>(['worker'])
  /** Who took part before the township. */
  readonly below = new Set<keyof Hands>(['worker'])
  readonly reviewers = new Set<keyof Hands>()
  notices: Notice[] = []
  objections: { id: Uuid; open: boolean; notice: Uuid }[] = []

  open() {
    return this.objections.filter((one) => one.open).length
  }
  present() {
    return this.notices.find((one) => one.step === this.state && one.posted >= this.since)
  }
  covering() {
    return this.notices.findLast((one) => one.posted <= this.day && this.day <= one.closes)
  }
  mine(who: Who) {
    return stepAt(this.#steps, this.state)?.role === ROLE[who]
  }
  finished() {
    return this.#steps
      .filter((step) => isNotice(step.kind))
      .every((step) => this.notices.some((one) => one.step === step.kind && one.closes < this.day))
  }
  go(to: State) {
    this.state = to
    this.since = this.day
  }

  /** Whether the act is possible now; where it is, does it in memory. */
  may(act: Act, who: Who): boolean {
    const mine = this.mine(who)
    switch (act) {
      case 'submit':
        return this.state === 'draft' && mine
      case 'review':
        return (
          mine &&
          (this.state === 'village_review' || (this.state === 'township_review' && !this.below.has(accountOf(who))))
        )
      case 'post':
        return isNotice(this.state) && mine && this.present() === undefined
      case 'conclude': {
        const notice = this.present()
        return notice !== undefined && mine && this.day > notice.closes && !notice.concluded
      }
      case 'object':
        return (
          (isNotice(this.state) || this.state === 'township_review' || this.state === 'county_confirmation') &&
          this.covering() !== undefined
        )
      case 'find':
        return this.open() > 0 && !this.reviewers.has(accountOf(who))
      case 'return':
        return mayReturn(this.state) && mine
      case 'withdraw':
        return mayWithdraw(this.state)
      case 'confirm':
        return (
          this.state === 'county_confirmation' &&
          mine &&
          !this.hands.has(accountOf(who)) &&
          this.open() === 0 &&
          this.upheld === 0 &&
          this.finished()
        )
      case 'refuse':
        return this.state === 'county_confirmation' && mine && !this.hands.has(accountOf(who)) && this.open() === 0
      case 'file':
        return this.state === 'notice_of_decision' && mine
      case 'leave':
        return this.state === 'filed' && this.decision === 'confirmed'
      case 'wait':
        return true
    }
  }
}

/** The act the step waits for, by the hand whose it is. */
export function nextOf(model: Model): [Act, Who] {
  switch (model.state) {
    case 'draft':
      return ['submit', 'worker']
    case 'village_review':
      return ['review', 'worker']
    case 'township_review':
      return ['review', 'street']
    case 'village_notice':
    case 'public_notice': {
      const who = model.state === 'village_notice' ? 'worker' : 'street'
      if (model.open() > 0) return ['find', 'officer']
      const notice = model.present()
      if (notice === undefined) return ['post', who]
      return model.day > notice.closes ? [model.upheld > 0 ? 'return' : 'conclude', who] : ['wait', who]
    }
    case 'county_confirmation':
      return model.open() > 0 ? ['find', 'officer'] : ['confirm', 'approver']
    case 'notice_of_decision':
      return ['file', 'officer']
    case 'filed':
      return ['leave', 'approver']
    case 'exited':
    case 'withdrawn':
      return ['wait', 'worker']
  }
}
