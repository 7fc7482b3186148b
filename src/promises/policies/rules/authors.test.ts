import { describe, expect, test } from 'vitest'
import { interval } from '../../../kernel/division-code.ts'
import { ROLES } from '../../../kernel/role.ts'
import { actsFor, approvesIn } from './authors.ts'

/** A nation, two provinces, cities, one of them without districts (东莞 4419, whose district is 441900), districts, streets, communities. */
const PLACES = [
  0, 53e10, 44e10, 5301e8, 5302e8, 4419e8, 530102e6, 530103e6, 441901e6, 530103006e3, 530103006001, 530102001001,
  441900003001,
]

describe('whose drafts a person approves', () => {
  test.each(ROLES)('%s: the places of the query are those of the rule', (role) => {
    for (const division of PLACES) {
      const author = { role, division, scope: interval(division) }
      const within = approvesIn(author)
      const found = PLACES.filter((place) => within !== undefined && place >= within.lo && place < within.hi)
      // An approver's post stands at a district; a wide place's own drafts would be between it and her.
      if (role === 'district_approver' && division % 1e8 === 0 && division !== 4419e8) continue
      expect([division, found]).toEqual([division, PLACES.filter((place) => actsFor(author, place, 'approve'))])
    }
  })
})
