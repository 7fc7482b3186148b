export { type ContactRule, daysAllowed, MODES, type Mode, PERS } from './duty.ts'
export {
  careOutcome,
  CHANNELS,
  type Channel,
  figureFault,
  leftOf,
  type LineState,
  LINE_STATES,
  mayTick,
  OUTCOMES,
  type Outcome,
  type RoundFigures,
} from './line.ts'
export { type Held, POST_OF_ROLE, POSTS, type Post, reaches } from './post.ts'
