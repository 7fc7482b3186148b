/** What other rooms, the command line and the demonstration may call. */
export { importRoster, type RosterInput, type RosterResult } from './commands/index.ts'
export { mappingFileShape, type MappingFile } from './contract.ts'
