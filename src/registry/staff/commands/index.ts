export { addAssociation, listAssociations, renameAssociation } from './associations.ts'
export { createAuthenticate, createListening, type AuthenticateParts } from './authenticate.ts'
export { callAs, type CallParts, systemCall } from './calls.ts'
export { createDemoStaff, type DemoStaff, type DemoStaffInput } from './demo.ts'
export { acceptInvitation, confirmEnrolment, lookAtInvitation, setUp } from './enrol.ts'
export { onDemonstrationWanted, setPasswordCost, setPasswordProfile } from './house.ts'
export {
  askForDemonstration,
  beginDemonstration,
  ensureInstallation,
  findPlaces,
  finishDemonstration,
  type InstallationState,
  reportLoading,
} from './installation.ts'
export { getStaffMember, listStaff } from './look-up.ts'
export { presentSession } from './present.ts'
export {
  changePassword,
  endMySessions,
  mySessions,
  type Present,
  renewRecoveryCodes,
  confirmSession,
  switchPost,
} from './sessions.ts'
export { renewPassword } from './renewal.ts'
export { signIn, signOut, usePersona } from './sign-in.ts'
export { createStaffMember, disableAccount, endPost, endStaffSessions, grantPost, inviteAgain } from './staff.ts'
export { closeUnusedAccounts } from './unused.ts'
