import { expect, test } from 'vitest'
import type { CivilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fen } from '../../kernel/money.ts'
import { differingPlaceholders } from '../../kernel/words.ts'
import { type AccountState, entriesOf, heldAfter, type Posting, totalOf } from './rules.ts'
import { fundsWords } from './words/index.ts'

const id = (text: string) => text as Uuid
const account = (name: string, kind: AccountState['kind'], balance: number, version = 0): [Uuid, AccountState] => [
  id(name),
  { id: id(name), kind, balance_fen: fen(balance), version, closed: false },
]
const posting = (name: string, from: string, to: string, amount: number): Posting => ({
  id: id(name),
  district: 530103,
  year: 2026,
  kind: 'reserve',
  from_account: id(from),
  to_account: id(to),
  amount_fen: fen(amount),
  appropriation_id: id('p'),
  ref: { kind: 'payment_round', id: id('r') },
  operation: name,
  happened_on: '2026-06-20' as CivilDate,
  memo: null,
  reverses_id: null,
})

test('each posting has two entries that begin where the account stood and end where it stands', () => {
  const accounts = new Map([account('s', 'source', 0), account('a', 'available', 0), account('r', 'reserved', 500, 3)])
  const made = entriesOf(
    [posting('1', 's', 'a', 1_000), posting('2', 'a', 'r', 300), posting('3', 'a', 'r', 700)],
    accounts,
  )
  if ('fault' in made) throw new Error('there is no fault')
  expect(made.entries.map((e) => [e.account_id, e.account_version, e.balance_before, e.balance_after])).toEqual([
    ['s', 1, 0, 1_000],
    ['a', 1, 0, 1_000],
    ['a', 2, 1_000, 700],
    ['r', 4, 500, 800],
    ['a', 3, 700, 0],
    ['r', 5, 800, 1_500],
  ])
  expect(made.after.get(id('a'))).toMatchObject({ balance_fen: 0, version: 3 })
})

test('one fen too much is a fault of the whole list, and says what is missing', () => {
  const accounts = new Map([account('a', 'available', 999), account('r', 'reserved', 0)])
  expect(entriesOf([posting('1', 'a', 'r', 500), posting('2', 'a', 'r', 500)], accounts)).toEqual({
    fault: { reason: 'insufficient', account_id: 'a', missing_fen: 1 },
  })
})

test('an account of a closed year takes no entry', () => {
  const accounts = new Map([account('a', 'available', 999), account('r', 'reserved', 0)])
  accounts.set(id('r'), { id: id('r'), kind: 'reserved', balance_fen: fen(0), version: 0, closed: true })
  expect(entriesOf([posting('1', 'a', 'r', 1)], accounts)).toEqual({ fault: { reason: 'closed' } })
})

test.each([
  ['reserve', 100, { reserved_fen: 600, spent_fen: 200 }],
  ['release', 500, { reserved_fen: 0, spent_fen: 200 }],
  ['release', 501, { missing_fen: 1 }],
  ['spend', 500, { reserved_fen: 0, spent_fen: 700 }],
  ['spend', 600, { missing_fen: 100 }],
  ['unspend', 200, { reserved_fen: 700, spent_fen: 0 }],
  ['unspend', 201, { missing_fen: 1 }],
] as const)('of 500 reserved and 200 spent, %s %d leaves %o', (move, amount, left) => {
  expect(heldAfter({ reserved_fen: fen(500), spent_fen: fen(200) }, move, [fen(amount)])).toEqual(left)
})

test('the total of a statement is the sum of its lines, and nothing is nothing', () => {
  const line = {
    carried_in_fen: fen(1),
    appropriated_fen: fen(20),
    reserved_fen: fen(3),
    spent_fen: fen(4),
    carried_out_fen: fen(5),
    available_fen: fen(9),
  }
  expect(totalOf([line, line])).toMatchObject({ carried_in_fen: 2, appropriated_fen: 40, available_fen: 18 })
  expect(totalOf([])).toMatchObject({ spent_fen: 0 })
})

test('both languages say the same values', () => {
  expect(differingPlaceholders(fundsWords)).toEqual([])
})
