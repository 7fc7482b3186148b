import type { CivilDate } from '../kernel/calendar.ts'
import { padCode } from '../kernel/division-code.ts'
import { fenFromYuan } from '../kernel/money.ts'
import { addSource, confirmAppropriation, enterAppropriation } from '../ledgers/funds/index.ts'
import { type AccountRequest, approveAccounts, importAccounts, markAllTold } from '../registry/bank-accounts/index.ts'
import { type CastFamily, draw, lot, readCast } from './cast.ts'
import { day, type Entry, YEARS } from './diary.ts'
import { earlierOf } from './people.ts'
import { WORKED_COMMUNITIES } from './roster.ts'
import { demoId, DISTRICT, liesIn, type Stage } from './stage.ts'

/** A made-up card number: a prefix nobody was given, digits by lot, the check digit by its rule. */
export function madeUpCard(name: string): string {
  const body = `62170099${String(Math.floor(lot(`card ${name}`) * 1e10)).padStart(10, '0')}`
  const sum = Array.from(body)
    .toReversed()
    .reduce((total, digit, i) => {
      const value = Number(digit) * (i % 2 === 0 ? 2 : 1)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return `${body}${(10 - (sum % 10)) % 10}`
}

const BANKS = ['PSBC', 'RCC', 'CCB', 'ABC'] as const

/** Each living parent is paid to a card; some couples share one, and say so. */
function accountsFor(cast: readonly CastFamily[], step: string): AccountRequest[] {
  return cast.flatMap((family) => {
    const shares = lot(`shared account ${family.file_number}`) < 0.08
    const parents = family.members.filter((member) => member.parent)
    return parents.map((member, index): AccountRequest => {
      const whose = `${step} ${family.file_number} ${shares ? 0 : index}`
      return {
        id: demoId(`account:${step}:${family.file_number}:${index}`),
        person_id: member.id,
        kind: 'card',
        bank_code: BANKS[Math.floor(lot(`bank ${whose}`) * BANKS.length)] ?? 'PSBC',
        number: madeUpCard(whose),
        reason: step === 'first' ? '首次登记' : '原卡遗失，换了新卡',
        ...(shares && parents.length > 1 ? { shared_reason: '夫妻共用一张卡' } : {}),
      }
    })
  })
}

/** The accounts of all parents: asked for by the district's officer, approved by another the same day, who has the families told by letter. */
export function accountsOf(stage: Stage, cast: readonly CastFamily[]): Entry[] {
  const on = day(2015, 1, 7)
  const told = day(2015, 1, 8)
  const accounts = accountsFor(cast, 'first')
  return [
    { on, act: () => importAccounts(stage.db, stage.call('demo-district', on, 'accounts'), { accounts }) },
    {
      on,
      act: () =>
        approveAccounts(stage.db, stage.call('demo-approver', on, 'accounts:approved'), {
          version_ids: accounts.map((account) => account.id),
        }),
    },
    {
      on: told,
      act: () =>
        markAllTold(stage.db, stage.call('demo-approver', told, 'accounts:told'), {
          version_ids: accounts.map((account) => account.id),
          channel: 'letter',
        }),
    },
  ]
}

/** For whoever looks today: four changes to decide on, and two that cool off and whose families are to be told. */
export async function accountsOfToday(stage: Stage, today: CivilDate): Promise<void> {
  const here = (await readCast(stage)).filter(
    (family) => liesIn(WORKED_COMMUNITIES[0], family.community) && family.members.some((member) => member.parent),
  )
  const chosen = draw(here, 6, (family) => `changed account ${family.file_number}`)
  const accounts = accountsFor(chosen, 'changed').filter(
    (account, index, all) =>
      all.findIndex((one) => one.number === account.number) === index && account.shared_reason === undefined,
  )
  const some = accounts.slice(0, 6)
  await importAccounts(stage.db, stage.call('demo-street', today, 'present:accounts'), { accounts: some })
  await approveAccounts(stage.db, stage.call('demo-approver', today, 'present:accounts:approved'), {
    version_ids: some.slice(0, 2).map((account) => account.id),
  })
}

const SOURCES = [
  { key: 'district', name: '盘龙区财政', kind: 'treasury', division: DISTRICT },
  { key: 'city', name: '昆明市财政', kind: 'treasury', division: padCode('5301') },
  { key: 'lottery', name: '云南省福利彩票公益金', kind: 'lottery', division: padCode('53') },
  { key: 'association', name: '区计生协工作经费', kind: 'association', division: DISTRICT },
] as const

/** What was appropriated each year, in yuan: invented, in the order of what the four years cost. */
const BUDGET = [
  { source: 'district', purpose: 'special_assistance', yuan: 4_600_000 },
  { source: 'city', purpose: 'special_assistance', yuan: 1_400_000 },
  { source: 'district', purpose: 'festival', yuan: 420_000 },
  { source: 'lottery', purpose: 'insurance', yuan: 180_000 },
  { source: 'lottery', purpose: 'home', yuan: 120_000 },
  { source: 'association', purpose: 'activity', yuan: 60_000 },
] as const

/** The year's appropriations, entered by finance and confirmed by another at its beginning, or by `latest`. */
export function appropriations(stage: Stage, year: number, latest: CivilDate): Entry[] {
  const on = earlierOf(day(year, 1, 5), latest)
  return BUDGET.flatMap(({ source, purpose, yuan }): Entry[] => {
    const id = demoId(`appropriation:${year}:${source}:${purpose}`)
    const step = `funds:${year}:${source}:${purpose}`
    const stated_fen = fenFromYuan(String(yuan))
    const entry = { id, year, source_id: demoId(`source:${source}`), purpose, stated_fen, origin: 'budget' } as const
    return [
      { on, act: () => enterAppropriation(stage.db, stage.call('demo-finance', on, step), entry) },
      { on, act: () => confirmAppropriation(stage.db, stage.call('demo-approver', on, `${step}:confirmed`), id) },
    ]
  })
}

/** Who gives, and what was given at the beginning of each of the four years. */
export function moneyOfYears(stage: Stage): Entry[] {
  const first = day(2015, 1, 4)
  return [
    ...SOURCES.map(({ key, ...source }) => ({
      on: first,
      act: () =>
        addSource(stage.db, stage.call('demo-finance', first, `source:${key}`), {
          id: demoId(`source:${key}`),
          ...source,
        }),
    })),
    ...YEARS.flatMap((year) => appropriations(stage, year, day(year, 12, 31))),
  ]
}
