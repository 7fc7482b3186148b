import { XLSX } from '../../kernel/file-type.ts'
import { refuse } from '../../kernel/refusal.ts'
import { readIn } from '../../platform/database/transact.ts'
import { route } from '../../platform/http/route.ts'
import {
  approveRound,
  approveTemplate,
  askToLetGo,
  bankFile,
  cancelRound,
  closeRound,
  composeRound,
  decideLetGo,
  exportLines,
  exportRound,
  findRecoveries,
  fundRound,
  importReturn,
  previewRecoveries,
  proposeTemplate,
  refreshRound,
  reperform,
  retireTemplate,
  returnRecovery,
  returnRound,
  returnTemplate,
  showArrears,
  roundSheet,
  showChanges,
  showLeftOut,
  showPayments,
  showRecoveries,
  showRecovery,
  showRound,
  showRounds,
  showTemplate,
  showTemplates,
  submitRound,
  withdrawTemplate,
} from './commands/index.ts'
import * as contract from './contract/index.ts'

const READ = 'payments.read'
const TEXT = { csv: 'text/csv', fixed: 'text/plain' } as const
const ENDING = { xlsx: 'xlsx', csv: 'csv', fixed: 'txt' } as const

export const routes = [
  route(contract.listRounds, {
    permission: READ,
    handle: ({ db, call, query }) => readIn(db, call, (tx) => showRounds(tx, call, query)),
  }),
  route(contract.composeRound, {
    permission: 'payments.compose',
    handle: ({ db, call, body }) => composeRound(db, call, body),
  }),
  route(contract.showRound, {
    permission: READ,
    handle: ({ db, call, params }) => readIn(db, call, (tx) => showRound(tx, call, params.round_id)),
  }),
  route(contract.listPayments, {
    permission: READ,
    handle: ({ db, call, params, query }) => readIn(db, call, (tx) => showPayments(tx, call, params.round_id, query)),
  }),
  route(contract.exportLines, {
    permission: READ,
    handle: ({ db, call, params, body }) => exportLines(db, call, { ...params, ...body }),
  }),
  route(contract.showSheet, {
    permission: READ,
    handle: ({ db, call, params }) => roundSheet(db, call, params.round_id),
  }),
  route(contract.listLeftOut, {
    permission: READ,
    handle: ({ db, call, params, query }) => readIn(db, call, (tx) => showLeftOut(tx, call, params.round_id, query)),
  }),
  route(contract.compareRound, {
    permission: READ,
    handle: ({ db, call, params }) => readIn(db, call, (tx) => showChanges(tx, call, params.round_id)),
  }),
  route(contract.refreshRound, {
    permission: 'payments.compose',
    handle: ({ db, call, params, body }) => refreshRound(db, call, { ...params, ...body }),
  }),
  route(contract.submitRound, {
    permission: 'payments.compose',
    handle: ({ db, call, params, body }) => submitRound(db, call, { ...params, ...body }),
  }),
  route(contract.approveRound, {
    permission: 'payments.approve',
    confirmed: true,
    handle: ({ db, call, params, body }) => approveRound(db, call, { ...params, ...body }),
  }),
  route(contract.returnRound, {
    permission: 'payments.approve',
    handle: ({ db, call, params, body }) => returnRound(db, call, { ...params, ...body }),
  }),
  route(contract.cancelRound, {
    permission: 'payments.compose',
    handle: ({ db, call, params, body }) => cancelRound(db, call, { ...params, ...body }),
  }),
  route(contract.fundRound, {
    permission: 'payments.fund',
    confirmed: true,
    handle: ({ db, call, params, body }) => fundRound(db, call, { ...params, ...body }),
  }),
  route(contract.exportRound, {
    permission: 'payments.pay',
    confirmed: true,
    handle: ({ db, call, params, body }) => exportRound(db, call, { ...params, ...body }),
  }),
  route(contract.bankFile, {
    permission: 'payments.pay',
    confirmed: true,
    handle: async ({ db, call, params }) => {
      const { bytes, template, file } = await bankFile(db, call, params.round_id)
      const file_name = `发放明细-${file.sha256.toString('hex').slice(0, 12)}.${ENDING[template.format]}`
      const { format, encoding } = template
      const charset = encoding === 'gb18030' ? 'gb18030' : 'utf-8'
      const content_type = format === 'xlsx' ? XLSX : (`${TEXT[format]}; charset=${charset}` as const)
      return { file: bytes, file_name, content_type }
    },
  }),
  route(contract.importReturn, {
    permission: 'payments.pay',
    confirmed: true,
    handle: ({ db, call, params, body, upload }) => {
      if (!upload) return refuse('bad_input', 'platform.upload_needed')
      return importReturn(db, call, {
        ...params,
        return_id: call.newId(),
        file_name: upload.file_name,
        bytes: upload.bytes,
        stated_sha256: body.sha256,
      })
    },
  }),
  route(contract.closeRound, {
    permission: 'payments.supervise',
    confirmed: true,
    handle: ({ db, call, params, body }) => closeRound(db, call, { ...params, ...body }),
  }),
  route(contract.reperform, {
    permission: 'payments.reperform',
    handle: ({ db, call, params }) => reperform(db, call, params.round_id),
  }),
  route(contract.listTemplates, {
    permission: READ,
    handle: ({ db, call, query }) => readIn(db, call, (tx) => showTemplates(tx, call, query)),
  }),
  route(contract.showTemplate, {
    permission: READ,
    handle: ({ db, call, params }) => readIn(db, call, (tx) => showTemplate(tx, call, params.template_id)),
  }),
  route(contract.proposeTemplate, {
    permission: 'payments.set_up',
    handle: ({ db, call, body }) => proposeTemplate(db, call, body),
  }),
  route(contract.approveTemplate, {
    permission: 'payments.approve_template',
    confirmed: true,
    handle: ({ db, call, params }) => approveTemplate(db, call, params),
  }),
  route(contract.returnTemplate, {
    permission: 'payments.approve_template',
    handle: ({ db, call, params, body }) => returnTemplate(db, call, { ...params, ...body }),
  }),
  route(contract.withdrawTemplate, {
    permission: 'payments.set_up',
    handle: ({ db, call, params }) => withdrawTemplate(db, call, params),
  }),
  route(contract.retireTemplate, {
    permission: 'payments.approve_template',
    handle: ({ db, call, params, body }) => retireTemplate(db, call, { ...params, ...body }),
  }),
  route(contract.listArrears, {
    permission: READ,
    handle: ({ db, call, params, query }) => readIn(db, call, (tx) => showArrears(tx, call, params.round_id, query)),
  }),
  route(contract.listRecoveries, {
    permission: READ,
    handle: ({ db, call, query }) => readIn(db, call, (tx) => showRecoveries(tx, call, query)),
  }),
  route(contract.previewRecoveries, {
    permission: 'payments.recover',
    handle: ({ db, call, query }) => previewRecoveries(db, call, query),
  }),
  route(contract.findRecoveries, {
    permission: 'payments.recover',
    handle: ({ db, call, body }) => findRecoveries(db, call, body),
  }),
  route(contract.showRecovery, {
    permission: READ,
    handle: ({ db, call, params }) => readIn(db, call, (tx) => showRecovery(tx, call, params.recovery_id)),
  }),
  route(contract.returnRecovery, {
    permission: 'payments.take_back',
    confirmed: true,
    handle: ({ db, call, params, body }) => returnRecovery(db, call, { ...params, ...body }),
  }),
  route(contract.askToLetGo, {
    permission: 'payments.recover',
    handle: ({ db, call, params, body }) => askToLetGo(db, call, { ...params, ...body }),
  }),
  route(contract.decideLetGo, {
    permission: 'payments.let_go',
    confirmed: true,
    handle: ({ db, call, params, body }) => decideLetGo(db, call, { ...params, ...body }),
  }),
]
