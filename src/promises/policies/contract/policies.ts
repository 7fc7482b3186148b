import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { codeShape, codeTextShape, countShape, dateShape, fenShape, line, uuidShape } from '../../../kernel/shapes.ts'
import { HUKOU_KINDS, isAsOf } from '../rules/index.ts'

export const LEVELS = ['nation', 'province', 'city', 'district', 'street', 'community'] as const
export const THEMES = ['allowance', 'festival', 'living', 'health', 'insurance', 'travel', 'safety'] as const

type Value = number | string | boolean | (number | string)[]
interface ConditionInput {
  field: string
  operator: string
  value: Value
  clause?: string | undefined
}
interface GroupInput {
  combinator: 'and' | 'or'
  not?: boolean | undefined
  rules: (ConditionInput | GroupInput)[]
}

const conditionShape = z.strictObject({
  field: z.string().max(40),
  operator: z.string().max(20),
  value: z.union([
    z.number(),
    z.boolean(),
    z.string().max(40),
    z.array(z.union([z.number(), z.string().max(40)])).max(20),
  ]),
  /** Where the version's document says it. */
  clause: line(40).optional(),
})

/** Unrolled, not recursive: the depth has an end, and the OpenAPI page shows it as it is. */
function groupShape(depth: number): z.ZodType<GroupInput, GroupInput> {
  const part = depth === 1 ? conditionShape : z.union([conditionShape, groupShape(depth - 1)])
  return z.strictObject({
    combinator: z.enum(['and', 'or']),
    not: z.boolean().optional(),
    rules: z.array(part).min(1).max(30),
  })
}

/** The form of a rule; whether each question suits its fact is said by `checkRule`. */
export const ruleShape = groupShape(5)

export const asOf = dateShape.refine(isAsOf, 'policies.as_of_range')
export const policyParam = z.object({ policy_id: uuidShape })

export const promiseShape = z.object({
  id: uuidShape,
  code: z.string(),
  division: codeShape,
  level: z.enum(LEVELS),
  theme: z.enum(THEMES),
  name_zh: z.string(),
  name_en: z.string(),
  beneficiary: z.enum(['person', 'family']),
  asked: z.enum(['parents', 'members']),
  place_asked: z.enum(['hukou', 'residence']),
  care_kind: z.string(),
  replaces_id: uuidShape.nullable(),
})

export const versionShape = z.object({
  version: z.int(),
  valid_from: dateShape,
  /** The first day it no longer counts. */
  valid_to: dateShape.nullable(),
  rule: ruleShape,
  grant_kind: z.enum(['cash', 'hours', 'thing', 'service', 'enrolment']),
  grant_quantity: z.int().nullable(),
  grant_unit: z.string(),
  cadence: z.enum(['once', 'yearly', 'half_yearly', 'quarterly', 'monthly', 'festival']),
  document_number: z.string().nullable(),
  document_title: z.string(),
  confidence: z.enum(['sourced', 'to_confirm']),
  source: z.string(),
  claim_required: z.boolean(),
  document_id: uuidShape.nullable(),
  document_edition: z.int().nullable(),
})

export const policyAtShape = promiseShape.extend(versionShape.shape).extend({ replaced_in: z.array(codeShape) })

export const rateShape = z.object({
  id: uuidShape,
  division: codeShape,
  branch: z.enum(['death', 'disability']).nullable(),
  hukou_kind: z.enum(HUKOU_KINDS).nullable(),
  valid_from: dateShape,
  valid_to: dateShape.nullable(),
  amount_fen: fenShape,
  per: z.enum(['month', 'year', 'occasion']),
  document_number: z.string().nullable(),
  confidence: z.enum(['sourced', 'to_confirm']),
  source: z.string(),
})

export const answerShape = z.enum(['yes', 'no', 'unknown'])

export const listPolicies = endpoint({
  name: 'policies.list',
  method: 'GET',
  path: '/api/policies',
  summary: 'The policies in force on a date that apply in a place, by default everywhere.',
  query: z.object({
    place: codeTextShape.optional(),
    level: z.enum(LEVELS).optional(),
    theme: z.enum(THEMES).optional(),
    as_of: asOf.optional(),
  }),
  response: z.object({ as_of: dateShape, items: z.array(policyAtShape.extend({ division_name: z.string() })) }),
})

export const listFacts = endpoint({
  name: 'policies.facts',
  method: 'GET',
  path: '/api/policies/facts',
  summary: 'The facts a rule may ask about, with their types, operators, choices and words.',
  response: z.object({
    items: z.array(
      z.object({
        key: z.string(),
        type: z.enum(['years', 'number', 'date', 'boolean', 'choice', 'division', 'grade']),
        subject: z.enum(['person', 'family']),
        source: z.string(),
        words_zh: z.string(),
        words_en: z.string(),
        operators: z.array(z.string()),
        choices: z.array(z.object({ value: z.string(), words_zh: z.string(), words_en: z.string() })),
        depends_on_date: z.boolean(),
      }),
    ),
  }),
})

/** What a policy, or a group of them, is called. */
export const nameShape = z.object({ id: uuidShape, name_zh: z.string(), name_en: z.string() })
const besideShape = nameShape.extend({ division_name: z.string() })

export const showPolicy = endpoint({
  name: 'policies.show',
  method: 'GET',
  path: '/api/policies/:policy_id',
  summary: 'One policy with all its versions, its rules in words, its rates and the days for which a rate is missing.',
  params: policyParam,
  response: z.object({
    policy: promiseShape.extend({ state: z.enum(['active', 'retired']), division_name: z.string() }),
    versions: z.array(
      versionShape.extend({
        rule_text: z.array(z.object({ depth: z.int(), text: z.string() })),
        gaps: z.array(
          z.object({
            branch: z.enum(['death', 'disability']).nullable(),
            /** Null: every kind. */
            hukou_kind: z.enum(HUKOU_KINDS).nullable(),
            from: dateShape,
            to: dateShape.nullable(),
          }),
        ),
      }),
    ),
    rates: z.array(rateShape),
    /** The wider policy whose place it takes where it counts. */
    replaces: besideShape.nullable(),
    /** Narrower ones that take its place where they count, today or later. */
    replaced_by: z.array(besideShape),
    /** Groups of which only the highest is given, today or later. */
    groups: z.array(
      z.object({
        id: uuidShape,
        name_zh: z.string(),
        name_en: z.string(),
        valid_from: dateShape,
        valid_to: dateShape.nullable(),
        document_number: z.string().nullable(),
        document_title: z.string(),
        others: z.array(besideShape),
      }),
    ),
  }),
})

export const previewPolicy = endpoint({
  name: 'policies.preview',
  method: 'GET',
  path: '/api/policies/:policy_id/preview',
  summary: 'How many households and persons of a place would get each answer on a date.',
  params: policyParam,
  query: z.object({ division: codeTextShape.optional(), as_of: asOf.optional() }),
  response: z.object({
    as_of: dateShape,
    division: codeShape,
    beneficiary: z.enum(['person', 'family']),
    yes: countShape,
    no: countShape,
    unknown: countShape,
  }),
})

export const lineShape = z.object({
  kind: z.enum(['condition', 'group']),
  depth: z.int(),
  text: z.string(),
  state: z.enum(['met', 'failed', 'unknown', 'not_needed']),
  decides: z.boolean(),
  combinator: z.enum(['and', 'or']).optional(),
  field: z.string().optional(),
  operator: z.string().optional(),
  value: conditionShape.shape.value.optional(),
  fact: z.union([z.number(), z.string(), z.boolean()]).nullable().optional(),
  source: z.string().optional(),
  clause: z.string().nullable().optional(),
  met_on: dateShape.nullable().optional(),
})

/** The policy of an exclusion group that is given in another's place. */
export const higherShape = z.object({
  policy_id: uuidShape,
  name_zh: z.string(),
  name_en: z.string(),
  period: z.string(),
  /** For the period: what was paid of it, else what it comes to. */
  amount_fen: fenShape,
  /** It was paid for the period or is with the bank; else it is the higher of them. */
  paid: z.boolean(),
})

export const explainPolicy = endpoint({
  name: 'policies.explain',
  method: 'GET',
  path: '/api/policies/:policy_id/explanation',
  summary:
    'Why a person is or is not entitled on a date: every condition, the fact, its source, and the date time will meet it.',
  params: policyParam,
  query: z.object({ person_id: uuidShape, as_of: asOf.optional() }),
  response: z.object({
    policy: policyAtShape,
    person_id: uuidShape,
    /** As the reader's role may see a name. */
    person_name: z.string(),
    family_id: uuidShape,
    as_of: dateShape,
    answer: answerShape,
    person_answer: answerShape,
    qualifies_on: dateShape.nullable(),
    rate: rateShape.nullable(),
    higher: higherShape.nullable(),
    /** The period for which this one of an exclusion group was paid or is with the bank, so that no other of it is. */
    paid_period: z.string().nullable(),
    summary: z.string(),
    lines: z.array(lineShape),
  }),
})

export const explainFamilyPolicy = endpoint({
  name: 'policies.explain_family',
  method: 'GET',
  path: '/api/policies/:policy_id/family-explanation',
  summary: 'Why a family is or is not entitled on a date: which parent meets the policy, or for each parent why not.',
  params: policyParam,
  query: z.object({ family_id: uuidShape, as_of: asOf.optional() }),
  response: z.object({
    policy: policyAtShape,
    family_id: uuidShape,
    as_of: dateShape,
    answer: answerShape,
    rate: rateShape.nullable(),
    summary: z.string(),
    parents: z.array(
      z.object({
        person_id: uuidShape,
        name: z.string(),
        answer: answerShape,
        qualifies_on: dateShape.nullable(),
        lines: z.array(lineShape),
      }),
    ),
  }),
})

export const personPolicies = endpoint({
  name: 'policies.of_person',
  method: 'GET',
  path: '/api/policies/persons/:person_id',
  summary: 'What every policy that reaches a person says of her on a date.',
  params: z.object({ person_id: uuidShape }),
  query: z.object({ as_of: asOf.optional() }),
  response: z.object({
    person_id: uuidShape,
    family_id: uuidShape,
    as_of: dateShape,
    items: z.array(z.object({ policy: policyAtShape, answer: answerShape, qualifies_on: dateShape.nullable() })),
  }),
})
