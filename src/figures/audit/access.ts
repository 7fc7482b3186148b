import type { Access } from '../../kernel/role.ts'

/** The trail is read by those who oversee and by those who manage accounts; never by those whose work it records. */
export const auditAccess = {
  'audit.read': ['auditor', 'administrator'],
  'audit.export': ['auditor', 'administrator'],
} as const satisfies Access
