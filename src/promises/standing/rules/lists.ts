/**
 * The lists of standing. `yes` and `unknown`: how people stand; `soon`: who will meet a policy within a year, and on which day;
 * `missed`: meets a policy that demands a claim, and never filed one; `gained` and `lost`: what changed, and why.
 */
export const LISTS = ['yes', 'unknown', 'soon', 'missed', 'gained', 'lost'] as const
export type List = (typeof LISTS)[number]
