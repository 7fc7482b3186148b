export { checkDraft } from './check-draft.ts'
export {
  approveDraft,
  type Moved,
  returnDraft,
  rewriteDraft,
  submitDraft,
  withdrawDraft,
  writeDraft,
} from './drafts.ts'
export { answersFor, explain, type Explanation, type PersonAnswer } from './explain.ts'
export { explainFamily, type FamilyExplanation } from './explain-family.ts'
export { factsCatalogue } from './facts.ts'
export { getPolicyAt, listPolicies, policiesFor, type PolicyFilter, previewPolicy, showPolicy } from './list.ts'
export { namesOfPlaces } from './places.ts'
export { previewRule } from './preview-rule.ts'
export { draftsToDecide, listChanges, listDrafts, listGroups, policiesOfDocument, showDraft } from './read-draft.ts'
export { type DraftRead, getDraft } from './get-draft.ts'
