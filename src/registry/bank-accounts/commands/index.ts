export { approveAccounts, cancelAccount, markAllTold, markTold, refuseAccount, setCooling } from './decide.ts'
export { openAccounts } from './open.ts'
export { type AccountRequest, importAccounts, requestAccount } from './request.ts'
