import type { Access } from '../../kernel/role.ts'

/** The trail is the auditor's alone: whoever does the work or manages accounts stands in it herself (GB/T 22239-2019 8.1.4.2 d). */
export const auditAccess = {
  'audit.read': ['auditor'],
  'audit.export': ['auditor'],
} as const satisfies Access
