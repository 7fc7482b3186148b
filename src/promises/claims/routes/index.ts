import { claimRoutes } from './claims.ts'
import { noticeRoutes } from './notices.ts'
import { rollRoutes, takeOverRoutes } from './roll.ts'

export const routes = [...claimRoutes, ...noticeRoutes, ...rollRoutes, ...takeOverRoutes]
