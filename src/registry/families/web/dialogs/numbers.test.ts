import { expect, test } from 'vitest'
import { Problem } from '../../../../web/problem.ts'
import { atWhoWasSent, type Mended } from './numbers.ts'

const resident = (person_id: string) =>
  ({ person_id, set: { identity: { kind: 'resident', number: '530103195001010017' } } }) as Mended
const [HE, SHE] = [resident('he'), resident('she')]
const refused = (...places: string[]) =>
  new Problem({
    status: 422,
    code: 'refused',
    issues: places.map((place) => ({ place, code: 'wrong', detail: 'wrong' })),
  })
const places = (problem: Problem | null) => problem?.issues.map(({ place }) => place)

test('a fault stands at whom it was found of when it was sent, whoever else has been filled in since', () => {
  const problem = refused('members.0.set.identity.number')
  expect(places(atWhoWasSent(problem, [SHE]))).toEqual(['members.she.set.identity.number'])
  expect(places(atWhoWasSent(problem, [HE, SHE]))).toEqual(['members.he.set.identity.number'])
})

test('a refusal of one value is told at whom it is about as well', () => {
  const problem = new Problem({ status: 422, code: 'refused', place: 'members.1.set.identity.number' })
  expect(atWhoWasSent(problem, [HE, SHE])?.body.place).toBe('members.she.set.identity.number')
  expect(atWhoWasSent(null, [HE, SHE])).toBeNull()
})

test('a fault of a member whom the change does not name, and of the reason, stays as it was said', () => {
  const problem = refused('members.2.identity.number', 'members.7.set.identity.number', 'reason')
  expect(places(atWhoWasSent(problem, [HE, SHE]))).toEqual([
    'members.2.identity.number',
    'members.7.set.identity.number',
    'reason',
  ])
})
