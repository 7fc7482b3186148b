import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { look } from '../../../platform/database/looks.ts'

export const READ = 'claims.read'
export const OPEN = 'claims.open'

export const lookAt = (db: Database, call: Call, fact: { action: string; district: number; id: Uuid }) =>
  look(db, call, { action: fact.action, district: fact.district, subject: { kind: 'claim', id: fact.id } })
