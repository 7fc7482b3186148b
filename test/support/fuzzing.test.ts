import { expect, test } from 'vitest'
import { rooms } from '../../src/rooms.ts'
import { isFault } from './fuzzing.ts'

const routeOf = (name: string) => {
  const route = rooms.flatMap((room) => room.routes).find((one) => one.endpoint.name === name)
  if (!route) throw new Error(`There is no ${name}.`)
  return route
}

test('every 503 is a fault but the one of the route that says a demonstration is not offered here', () => {
  const refused = (code: string) => ({ status: 503, answer: `{"type":"urn:nuanxin:problem:${code}","code":"${code}"}` })
  const asked = (name: string, code: string) => isFault(routeOf(name), refused(code))
  expect(asked('staff.begin_demonstration', 'staff.no_demonstration')).toBe(false)
  expect(asked('staff.begin_demonstration', 'platform.busy')).toBe(true)
  expect(asked('families.list', 'staff.no_demonstration')).toBe(true)
  for (const code of ['platform.busy', 'platform.database_away', 'platform.commit_unknown', 'platform.internal'])
    expect(asked('families.list', code), code).toBe(true)
  expect(isFault(routeOf('families.list'), { status: 404, answer: '{"code":"platform.not_found"}' })).toBe(false)
})
