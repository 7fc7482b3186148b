export {
  type AuthenticateParts,
  beginDemonstration,
  callAs,
  type CallParts,
  closeUnusedAccounts,
  createAuthenticate,
  createDemoStaff,
  createListening,
  type DemoStaff,
  type DemoStaffInput,
  ensureInstallation,
  finishDemonstration,
  type InstallationState,
  onDemonstrationWanted,
  reportLoading,
  setPasswordCost,
  setPasswordProfile,
  systemCall,
} from './commands/index.ts'
export { associationNameAt } from './queries/associations.ts'
export { staffWords } from './words/index.ts'
