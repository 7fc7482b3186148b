import { PNG } from './claims.ts'
import { HEADERS } from './rosters.ts'
import type { Target } from './targets.ts'

export interface SampleFile {
  name: string
  bytes: Uint8Array
}

const text = (value: string) => new TextEncoder().encode(value)

/** A roster of one person, who is the target's by her ID number. */
function roster(target: Target): Uint8Array {
  const said: Partial<Record<(typeof HEADERS)[number], string>> = {
    家庭编号: '1',
    社区: '尚义社区',
    姓名: '试一试',
    与户主关系: '户主',
    身份证号: String(target.ids['id_number']),
    性别: '男',
    家庭类别: '死亡',
  }
  const line = HEADERS.map((header) => said[header] ?? '')
  return text(`\uFEFF${HEADERS.join(',')}\r\n${line.join(',')}\r\n`)
}

/** The bank's answer to a file of one line, which it never got. */
const BANK_RETURN = [
  '序号,金额,处理结果,银行流水号,处理日期,失败原因,校验码',
  '1,5400.00,成功,YH0000001,2026-11-20,,00000000',
]

/** A real small file of the kind each upload takes. */
export const sampleFiles: Readonly<Record<string, (target: Target, fresh: () => string) => SampleFile>> = {
  'imports.upload': (target) => ({ name: '名册.csv', bytes: roster(target) }),
  'claims.add_claim_proof': (_target, fresh) => ({
    name: '证明.png',
    bytes: Uint8Array.from([...PNG, ...text(fresh())]),
  }),
  'payments.import_bank_return': () => ({ name: '回盘.csv', bytes: text(BANK_RETURN.join('\r\n')) }),
  'library.upload': () => ({ name: '通知.txt', bytes: text('试验正文') }),
}
