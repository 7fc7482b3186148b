import type { Role } from '../../../kernel/role.ts'

/** The two posts of 双岗联系人: one officer of the street, one worker of the community. */
export const POSTS = ['street', 'community'] as const
export type Post = (typeof POSTS)[number]

/** Which role fills which post; other roles are no family's named contact. */
export const POST_OF_ROLE: Readonly<Partial<Record<Role, Post>>> = {
  street_officer: 'street',
  community_worker: 'community',
}

/** A post somebody holds, as an interval of communities. */
export interface Held {
  role: Role
  lo: number
  hi: number
}

/** Whether one of her posts reaches the community; for a named contact it must be the post asked for. */
export function reaches(held: readonly Held[], community: number, post?: Post): boolean {
  return held.some(
    ({ role, lo, hi }) => community >= lo && community < hi && (post === undefined || POST_OF_ROLE[role] === post),
  )
}
