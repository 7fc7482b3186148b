export { looksCommon } from './common-passwords.ts'
export { passwordEnds, passwordEndsSoon, passwordFault, PASSWORDS_REMEMBERED } from './passwords.ts'
export { dutyOf, grantFault, ROLE_TIERS, tiersBetween, type Duty, type GrantFacts } from './roles.ts'
export {
  ABSOLUTE_HOURS,
  CONFIRMED_MINUTES,
  endOfSession,
  IDLE_MINUTES,
  isConfirmed,
  sessionLives,
  UNUSED_DAYS,
} from './sessions.ts'
export { attempt, FREE_ATTEMPTS, type Attempts, type Subject } from './throttle.ts'
