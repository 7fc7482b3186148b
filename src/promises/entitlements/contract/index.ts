export * from './owed.ts'
export * from './runs.ts'
export {
  type Entitlement,
  entitlementShape,
  filterShape,
  type OwedFilter,
  type PolicyCounts,
  policyCountsShape,
  type Sum,
} from './shapes.ts'
