export { careKinds, familyTimeline, listActs, logForm, reachedHouseholds, reachedPersons, sumActs } from './reads.ts'
export { actShape, filterShape, kindShape, timelineRowShape } from './shapes.ts'
export { bulkAct, correctAct, exportActs, logAct, openNote } from './writes.ts'
