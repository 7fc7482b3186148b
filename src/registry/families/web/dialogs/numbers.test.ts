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

test('what a number contradicts stands at the number, and at the document of who has none', () => {
  const passport = { person_id: 'he', set: { identity: { kind: 'foreign', number: 'E12345678' } } } as Mended
  const none = { person_id: 'she', set: { identity: { kind: 'none' } } } as Mended
  const problem = refused('members.0.set.birth_date', 'members.0.set.died_on', 'members.1.set.identity')
  expect(places(atWhoWasSent(problem, [HE, none]))).toEqual([
    'members.he.set.identity.number',
    'members.he.set.identity.number',
    'members.she.set.identity.kind',
  ])
  // Of a foreigner the day of birth is asked for beside the number.
  expect(places(atWhoWasSent(problem, [passport, SHE]))).toEqual([
    'members.he.set.birth_date',
    'members.he.set.identity.number',
    'members.she.set.identity.number',
  ])
})
