import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import { today } from './contract.ts'
import { todayOf } from './queries/index.ts'

export const routes = [
  route(today, { permission: 'today.read', handle: ({ db, call }) => readIn(db, call, (tx) => todayOf(tx, call)) }),
]
