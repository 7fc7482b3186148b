import { sql } from 'kysely'
import { type CivilDate, civilDate } from '../kernel/calendar.ts'
import type { Uuid } from '../kernel/ids.ts'
import { fen } from '../kernel/money.ts'
import { readIn } from '../platform/database/transact.ts'
import { addEdition, createDocument, type Filed } from '../promises/library/index.ts'
import {
  approveDraft,
  type DraftInput,
  findPolicyByCode,
  submitDraft,
  type VersionInput,
  writeDraft,
} from '../promises/policies/index.ts'
import { day, type Entry } from './diary.ts'
import { ASSISTANCE } from './promises.ts'
import { DISTRICT, type Stage } from './stage.ts'

/** From this day the assistance is paid twice a year to who declared, and the over-70s get a top-up: after the four years reported. */
const FROM = civilDate('2019-01-01')
const FILED = day(2018, 12, 10)
const WRITTEN = day(2018, 12, 17)
const APPROVED = day(2018, 12, 20)
const MADE_UP = '演示用文本，不是真实文件；请本单位换成自己的文件。'

const ASSISTANCE_TITLE = '盘龙区计生特殊家庭扶助金'
const ASSISTANCE_TEXT = `${MADE_UP}
一、自2019年1月起，特别扶助金由本人申报，经村（居）评议、街道初审、张榜公布、区级确认后列入名册，每年复核一次。
二、扶助金按月计算，每年6月、12月各发放一次，由银行直接存入本人账户。
三、2018年底在册人员转入新名册，不再重新申报。
四、资格确认、资金管理、资金发放、监督检查由四个人分别承担。`
const TOP_UP_TITLE = '盘龙区高龄补助办法'
const TOP_UP_TEXT = `${MADE_UP}
一、年满70周岁的计生特殊家庭父母，在特别扶助金之外另发高龄补助。
二、标准为每人每月100元，每年6月、12月各发放一次，由银行直接存入本人账户。`

/** The assistance's notice in its second edition. The first came with the product, without a text. */
async function assistanceNotice(stage: Stage): Promise<Filed> {
  const call = stage.call('demo-district', FILED, 'law:assistance:notice')
  const document_id = await readIn(stage.db, call, async (tx) => {
    const { rows } = await sql<{
      id: Uuid
    }>`select e.document_id as id from library_edition e join library_document d on d.id = e.document_id
      where d.division = ${DISTRICT}::bigint and e.edition = 1 and e.title = ${ASSISTANCE_TITLE}`.execute(tx)
    return rows[0]?.id
  })
  if (document_id === undefined) throw new Error('The notice of the assistance comes with the product.')
  return addEdition(stage.db, call, {
    document_id,
    follows: 1,
    ...editionOf(ASSISTANCE_TITLE, ASSISTANCE_TEXT),
  })
}

function editionOf(title: string, content: string) {
  const issued = { issuer: '盘龙区计划生育协会', issued_on: FILED, number: null, note: MADE_UP }
  return { kind: 'measure' as const, title, content, file_id: null, file_name: null, ...issued }
}

function topUpNotice(stage: Stage): Promise<Filed> {
  const call = stage.call('demo-district', FILED, 'law:top_up:notice')
  return createDocument(stage.db, call, { division: DISTRICT, ...editionOf(TOP_UP_TITLE, TOP_UP_TEXT) })
}

function twiceAYear(
  rule: VersionInput['rule'],
  notice: Filed,
  title: string,
  more: Partial<VersionInput>,
): VersionInput {
  return {
    valid_from: FROM,
    valid_to: null,
    rule,
    grant_kind: 'cash',
    grant_quantity: null,
    grant_unit: 'fen',
    cadence: 'half_yearly',
    document_id: notice.document_id,
    document_edition: notice.edition,
    document_number: null,
    document_title: title,
    confidence: 'to_confirm',
    source: '示范数据：为演示而设，请本单位按自己的文件核对',
    claim_required: false,
    rates: null,
    ...more,
  }
}

async function assistanceDraft(stage: Stage, code: string): Promise<DraftInput> {
  const call = stage.call('demo-district', WRITTEN, `law:${code}`)
  const policy = await readIn(stage.db, call, (tx) => findPolicyByCode(tx, code, day(2018, 12, 1)))
  if (!policy) throw new Error(`There is no policy ${code}.`)
  const notice = await assistanceNotice(stage)
  return {
    kind: 'version',
    policy_id: policy.id,
    version: twiceAYear(policy.rule, notice, ASSISTANCE_TITLE, { claim_required: true }),
  }
}

async function topUpDraft(stage: Stage): Promise<DraftInput> {
  const rate = {
    branch: null,
    hukou_kind: null,
    valid_from: FROM,
    valid_to: null,
    per: 'month',
    document_number: null,
  } as const
  return {
    kind: 'create',
    division: DISTRICT,
    promise: {
      level: 'district',
      theme: 'allowance',
      name_zh: TOP_UP,
      name_en: 'Panlong top-up for the over-70s',
      beneficiary: 'person',
      asked: 'parents',
      place_asked: 'hukou',
      care_kind: 'assistance_payment',
      replaces_id: null,
    },
    version: twiceAYear(
      {
        combinator: 'and',
        rules: [
          { field: 'branch', operator: 'in', value: ['death', 'disability'] },
          { field: 'age', operator: '>=', value: 70 },
        ],
      },
      await topUpNotice(stage),
      TOP_UP_TITLE,
      { rates: [{ ...rate, division: DISTRICT, amount_fen: fen(100_00) }] },
    ),
  }
}

/** What the top-up is called: policies made here have codes of no meaning. */
export const TOP_UP = '盘龙区高龄补助金'

/** The top-up's id and code. */
export function topUp(stage: Stage, on: CivilDate): Promise<{ id: Uuid; code: string }> {
  const call = stage.call('demo-district', on, 'law:top_up')
  return readIn(stage.db, call, async (tx) => {
    const { rows } = await sql<{
      id: Uuid
      code: string
    }>`select id, code from policy where name_zh = ${TOP_UP}`.execute(tx)
    const [row] = rows
    if (!row) throw new Error(`There is no policy ${TOP_UP}.`)
    return row
  })
}

/** The law after the four years: written by the district's officer, approved by another. Each is asked again by its key, not made twice. */
export function newLaw(stage: Stage): Entry[] {
  const drafts = [
    ...ASSISTANCE.map((code) => ({ step: code, content: () => assistanceDraft(stage, code) })),
    { step: 'top_up', content: () => topUpDraft(stage) },
  ]
  const call = (step: string, on = WRITTEN) => stage.call('demo-district', on, `law:${step}`)
  const written = async (step: string, content: () => Promise<DraftInput>) => {
    const { draft_id, version } = await writeDraft(stage.db, call(`${step}:write`), await content())
    return submitDraft(stage.db, call(`${step}:submit`), { draft_id, version })
  }
  return [
    { on: FILED, act: () => assistanceNotice(stage) },
    { on: FILED, act: () => topUpNotice(stage) },
    ...drafts.flatMap(({ step, content }): Entry[] => [
      { on: WRITTEN, act: () => written(step, content) },
      {
        on: APPROVED,
        async act() {
          const { draft_id, version } = await written(step, content)
          await approveDraft(stage.db, stage.call('demo-approver', APPROVED, `law:${step}:approve`), {
            draft_id,
            version,
          })
        },
      },
    ]),
  ]
}
