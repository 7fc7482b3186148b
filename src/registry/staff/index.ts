export {
  type AuthenticateParts,
  beginDemonstration,
  callAs,
  type CallParts,
  closeUnusedAccounts,
  createAuthenticate,
  createDemoStaff,
  createListening,
  createStaffMember,
  type DemoStaff,
  type DemoStaffInput,
  ensureInstallation,
  finishDemonstration,
  grantPost,
  type InstallationState,
  inviteAgain,
  onDemonstrationWanted,
  reportLoading,
  setPasswordCost,
  systemCall,
} from './commands/index.ts'
export { staffAccess } from './access.ts'
export { staffWords } from './words/index.ts'
