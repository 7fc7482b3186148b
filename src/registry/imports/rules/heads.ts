import { parseIdNumber, type Sex } from '../../../kernel/id-number.ts'
import { blocks, type Fault } from './faults.ts'
import type { PersonReading } from './read-row.ts'
import type { RowReading } from './read-sheet.ts'
import { RELATIONS, SEX_OF_RELATION } from './values.ts'

/** Where a household begins that nobody has given a number: at its head, else where nothing else can be meant. */

const HEADS: ReadonlySet<string> = new Set(['户主', '本人', '申请人'])
/** Said of somebody who stands beside another: nobody begins a household so. */
const BESIDE: ReadonlySet<string> = new Set(['配偶', '爱人', '老伴', '妻', '妻子', '夫', '丈夫', '之妻', '之夫'])
/** More than a household may have members: what is longer is a fault already. */
const ROWS_LOOKED_AT = 24
const PARENTS_OF_HEAD: ReadonlySet<string> = new Set(['父亲', '父', '母亲', '母'])

export function isHead(person: PersonReading): boolean {
  return person.relation !== undefined && HEADS.has(person.relation)
}

/** Whether the row begins a household; where that cannot be told it is a fault, never a guess. */
export function beginsHousehold(row: RowReading, above: readonly RowReading[], faults: Fault[]): boolean {
  if (row.persons.some(isHead)) return true
  const before = above.slice(0, ROWS_LOOKED_AT).flatMap((one) => one.persons)
  const [person] = row.persons.filter((one) => one.role === 'person')
  if (person === undefined) return false
  const begins = before.some(isHead) ? besideHead(person, before) : besideParents(person, row, before)
  if (begins === 'unclear')
    faults.push(
      blocks(person.cells.relation ?? person.at, 'imports.household_begins_nowhere', {
        params: { row: above[0]?.row ?? row.row },
        next: 'imports.next_household_begins',
      }),
    )
  return begins !== false
}

type Begins = boolean | 'unclear'

/** Below a head his parents may stand, and his children before or after them: children on both sides are of two households. */
function besideHead(person: PersonReading, before: readonly PersonReading[]): Begins {
  const elder = before.findIndex((one) => PARENTS_OF_HEAD.has(one.relation ?? ''))
  const apart = elder > 0 && isChild(person) && before.slice(0, elder).some(isChild)
  return apart ? 'unclear' : false
}

/** Without a head: father, mother and child, in this order, make a household whole; who cannot belong to it begins the next. */
function besideParents(person: PersonReading, row: RowReading, before: readonly PersonReading[]): Begins {
  if (!isParent(person)) return false
  const parents = before.filter(isParent)
  if (parents.length === 0) return false
  const sex = sexOf(person)
  const twin = sex !== undefined && parents.some((one) => sexOf(one) === sex)
  const child = before.findIndex(isChild)
  const childBelow = child > before.findIndex(isParent)
  const beside = BESIDE.has(person.relation ?? '')
  if (parents.length < 2 && !twin) return !childBelow || beside || namesSameChild(row, before) ? false : 'unclear'
  return childBelow && !beside ? true : 'unclear'
}

function isParent(person: PersonReading): boolean {
  return person.role === 'person' && RELATIONS.get(person.relation ?? '') === 'parent'
}

function isChild(person: PersonReading): boolean {
  return person.role === 'child' || (person.role === 'person' && RELATIONS.get(person.relation ?? '') === 'child')
}

/** Both parents' rows tell in columns of their own of one child. */
function namesSameChild(row: RowReading, before: readonly PersonReading[]): boolean {
  return row.persons.some(
    (one) => one.role === 'child' && before.some((other) => other.role === 'child' && other.name === one.name),
  )
}

function sexOf(person: PersonReading): Sex | undefined {
  const parsed = person.id_number === undefined ? undefined : parseIdNumber(person.id_number)
  return parsed?.ok ? parsed.value.sex : (SEX_OF_RELATION.get(person.relation ?? '') ?? person.sex)
}
