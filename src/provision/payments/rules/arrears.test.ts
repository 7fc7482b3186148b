import { describe, expect, test } from 'vitest'
import { asked, type Case, DEATH_OF_CHILD, line, paid, raisedFrom, rate, told } from '../../../../test/support/slots.ts'

const OLD_TO = (day: string) => raisedFrom(day).slice(0, 2)

describe('arrears', () => {
  const cases: Case[] = [
    ['nothing changed: nothing', paid()],
    [
      'the rate raised from April on: three months of the difference',
      paid({ rates: raisedFrom('2022-04-01') }),
      '+ 3 × 150 rate from 2022-04',
    ],
    [
      'raised on 15 April: a month has the rate of its first day',
      paid({ rates: raisedFrom('2022-04-15') }),
      '+ 2 × 150 rate from 2022-05',
    ],
    ['raised after the period: nothing', paid({ rates: raisedFrom('2022-07-01') })],
    [
      'raised before the period: all six months',
      paid({ rates: raisedFrom('2021-07-01') }),
      '+ 6 × 150 rate from 2022-01',
    ],
    [
      'the difference has been paid already: nothing',
      paid({ rates: raisedFrom('2022-04-01'), lines: [...paid().lines, line(1, '2022-04-01', 3, 150)] }),
    ],
    [
      'raised again, further back: only what is still missing',
      paid({ rates: raisedFrom('2022-02-01'), lines: [...paid().lines, line(1, '2022-04-01', 3, 150)] }),
      '+ 2 × 150 rate from 2022-02',
    ],
    [
      'a lower rate set backwards takes nothing back',
      paid({ rates: [rate(11, 'disability', '2014-01-01', null, 500)] }),
    ],
    [
      'paid by the month and stated by the year since: no month can be held against a year, so nothing is made up',
      paid({ rates: [...OLD_TO('2022-01-01'), { ...rate(13, 'disability', '2022-01-01', null, 9000), per: 'year' }] }),
    ],
    [
      'paid by the year and stated by the month since: nothing either',
      paid({
        lines: [line(0, '2022-01-01', 1, 7080, 11)],
        rates: [
          { ...rate(11, 'disability', '2014-01-01', '2022-01-01', 7080), per: 'year' },
          rate(13, 'disability', '2022-01-01', null, 740),
        ],
      }),
    ],
    ['no rate for those months any more: nothing can be said', paid({ rates: raisedFrom('2022-04-01').slice(3) })],
    [
      'the child died on 10 March, known later: the other branch from the first of April',
      paid({ now: DEATH_OF_CHILD('2022-03-10') }),
      '+ 3 × 130 branch from 2022-04',
    ],
    [
      'the child died before the period: all months of the other branch',
      paid({ now: DEATH_OF_CHILD('2021-12-31') }),
      '+ 6 × 130 branch from 2022-01',
    ],
    [
      'branch and rate both: each month its own difference',
      paid({ now: DEATH_OF_CHILD('2022-03-10'), rates: raisedFrom('2022-05-01') }),
      '+ 1 × 130 branch from 2022-04',
      '+ 2 × 310 branch from 2022-05',
    ],
    [
      'a month had been left out',
      paid({ lines: [line(0, '2022-01-01', 3, 590), line(0, '2022-05-01', 2, 590)] }),
      '+ 1 × 590 month from 2022-04',
    ],
    [
      'she moved to another district since: the place of the time counts',
      paid({ now: { hukou_division: 530_103_000_000, community: 530_103_001_001 } }),
    ],
    [
      'paid back by mistake, and owed after all',
      paid({ asked_back: asked(true, '2022-05-01', 2) }),
      '+ 2 × 590 month from 2022-05',
    ],
  ]
  test.for(cases)('%s', ([, slot, ...differences]) => {
    expect(told(slot)).toEqual(differences)
  })
})
