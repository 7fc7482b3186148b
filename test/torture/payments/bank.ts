import { createHash } from 'node:crypto'
import { fenFromYuan } from '../../../src/kernel/money.ts'
import type { Chance } from '../../support/nasty.ts'

/** What the bank has done, in its own books, which no kill touches: the other side of every comparison. */
export interface Bank {
  /** Answers by the hash of the file: the same file brought again is the same file. */
  answers: Map<string, Uint8Array<ArrayBuffer>>
  /** How often each line was paid, by account and purpose: more than once is money paid twice. */
  paid: Map<string, { times: number; fen: number }>
  failed: number
  /** The share of lines it turns back, above one of every file; 0: none. */
  fails: number
}

export const newBank = (fails: number): Bank => ({ answers: new Map(), paid: new Map(), failed: 0, fails })

const HEADER = '序号,金额,处理结果,银行流水号,处理日期,失败原因,校验码'
const REASONS = ['账号与户名不符', '账户已销户', '账户状态异常']

/** Pays a file of the general layout, some lines of it not, and answers in its own. */
export function pay(bank: Bank, file: Uint8Array, on: string, chance: Chance): Uint8Array<ArrayBuffer> {
  const hash = createHash('sha256').update(file).digest('hex')
  const known = bank.answers.get(hash)
  if (known) return known
  const text = Buffer.from(file)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim()
  const lines = text
    .split('\r\n')
    .slice(1)
    .map((line, i) => {
      // One at least, so that a small round too is followed by the next attempt.
      const turned_back = bank.fails > 0 && (i === 0 || chance() < bank.fails)
      return payLine(bank, line.split(','), { ref: `YH${hash.slice(0, 12)}${i + 1}`, on, turned_back, chance })
    })
  const answer = new Uint8Array(Buffer.from([HEADER, ...lines].join('\r\n'), 'utf8'))
  bank.answers.set(hash, answer)
  return answer
}

interface Paying {
  ref: string
  on: string
  turned_back: boolean
  chance: Chance
}

function payLine(bank: Bank, cells: readonly string[], { ref, on, turned_back, chance }: Paying): string {
  const [no = '', , account = '', , amount = '', purpose = '', seal = ''] = cells
  if (turned_back) {
    bank.failed += 1
    return [no, amount, '失败', ref, on, REASONS[Math.floor(chance() * REASONS.length)] ?? '退回', seal].join(',')
  }
  const key = `${account} ${purpose}`
  const before = bank.paid.get(key) ?? { times: 0, fen: 0 }
  bank.paid.set(key, { times: before.times + 1, fen: before.fen + fenFromYuan(amount) })
  return [no, amount, '成功', ref, on, '', seal].join(',')
}

/** The answer as it must not come: a line missing, or one with another amount. */
export function spoilt(answer: Uint8Array, chance: Chance): Uint8Array<ArrayBuffer> {
  const lines = Buffer.from(answer).toString('utf8').split('\r\n')
  if (chance() < 0.5) return new Uint8Array(Buffer.from(lines.slice(0, -1).join('\r\n'), 'utf8'))
  const altered = lines.map((line, i) => (i === lines.length - 1 ? line.replace(/^(\d+),(\d)/, '$1,9$2') : line))
  return new Uint8Array(Buffer.from(altered.join('\r\n'), 'utf8'))
}
