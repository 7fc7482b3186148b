import { z } from 'zod'
import { contactRuleShape, coverageRowShape, dueFamilyShape, roundShape } from '../../care/contacts/contract/index.ts'
import { deadlineShape } from '../../promises/claims/contract/index.ts'
import { endpoint } from '../../kernel/endpoint.ts'
import { codeShape, dateShape, fenShape, uuidShape } from '../../kernel/shapes.ts'

const familyRef = {
  family_id: uuidShape,
  heads: z.array(z.string()),
  community: codeShape,
  community_name: z.string().nullable(),
}

const dayShape = z.object({
  date: dateShape,
  /** The lunar day in Chinese, `十月十三`. */
  lunar: z.string(),
})

export const gentleShape = z.object({
  households: z.int(),
  /** Of them, those who wish to be left in peace on their day. */
  quiet: z.int(),
  /** Why is in none of these. Empty for readers who care for no family themselves. */
  families: z.array(z.object({ ...familyRef, days: z.array(dayShape.extend({ quiet: z.boolean() })) })),
  /** Festivals of the week that weigh on every family. */
  festivals: z.array(dayShape),
})

export const today = endpoint({
  name: 'today.show_today',
  method: 'GET',
  path: '/api/today',
  summary:
    'What waits for the reader today: gentle days, contacts due, rounds, next steps, what is owed; rounds of money; coverage for those who lead.',
  response: z.object({
    day: dayShape,
    division: codeShape,
    division_name: z.string().nullable(),
    gentle: gentleShape.nullable(),
    due: z
      .object({
        households: z.int(),
        /** The longest due, at most eight. */
        items: z.array(dueFamilyShape),
        /** The rules by which they are due, the narrowest last. */
        rules: z.array(contactRuleShape),
      })
      .nullable(),
    /** Running rounds in the reader's jurisdiction, the newest first, at most five. */
    rounds: z.array(roundShape.extend({ mine: z.int(), mine_open: z.int() })),
    /** What was agreed with families and is to be done by the end of the week; her own for who cares for families. */
    next_steps: z.array(
      z.object({
        ...familyRef,
        record_id: uuidShape,
        next_on: dateShape,
        kind_zh: z.string(),
        kind_en: z.string(),
        late: z.boolean(),
      }),
    ),
    owed: z.object({ due: z.int(), due_or_more: z.boolean(), held: z.int(), held_or_more: z.boolean() }).nullable(),
    /** Claims that wait for an act of the reader. */
    claims: z.object({ total: z.int() }).nullable(),
    /** Of what is the reader's to do: what is overdue and what falls due soon, each with the number of rows its list holds. */
    deadlines: z.array(deadlineShape),
    /** Policy finds people: who comes to qualify within a month, who never claimed, who was lost in the last month; each opens its list. */
    standing: z.object({ until: dateShape, soon: z.int(), missed: z.int(), lost: z.int() }).nullable(),
    /** Rounds of money whose next step is the reader's, the oldest first. */
    money: z.array(
      z.object({
        round_id: uuidShape,
        title: z.string(),
        division_name: z.string().nullable(),
        lines: z.int(),
        total_fen: fenShape,
        step: z.enum(['submit', 'approve', 'fund', 'export', 'answer', 'close']),
      }),
    ),
    /**
     * What others ask of the reader: law handed in, bank templates, appropriations to confirm, and how many changes of the roll, claims
     * that arrive from another district, procedures for claims, accounts, years to close and sums to let go. Null: she decides on none.
     */
    decisions: z
      .object({
        drafts: z.array(
          z.object({
            id: uuidShape,
            kind: z.enum(['create', 'version', 'retire', 'group']),
            name_zh: z.string(),
            name_en: z.string(),
            written_by_name: z.string().nullable(),
          }),
        ),
        templates: z.array(
          z.object({
            id: uuidShape,
            name_zh: z.string(),
            name_en: z.string(),
            version: z.int(),
            proposed_by: z.string().nullable(),
          }),
        ),
        appropriations: z.array(
          z.object({
            id: uuidShape,
            year: z.int(),
            source_name: z.string(),
            purpose_zh: z.string(),
            purpose_en: z.string(),
            stated_fen: fenShape,
            created_by_name: z.string(),
          }),
        ),
        accounts: z.int(),
        years: z.int(),
        let_go: z.int(),
        roll_changes: z.int(),
        transfers: z.int(),
        procedures: z.int(),
      })
      .nullable(),
    coverage: z.object({ total: coverageRowShape, places: z.array(coverageRowShape) }).nullable(),
  }),
})
