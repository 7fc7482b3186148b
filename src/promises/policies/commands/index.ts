export { answersFor, explain, type Explanation, type PersonAnswer } from './explain.ts'
export { factsCatalogue } from './facts.ts'
export { getPolicyAt, listPolicies, policiesFor, type PolicyFilter, previewPolicy, showPolicy } from './list.ts'
