import type { Issue } from '../../../kernel/refusal.ts'
import { Card, Lines } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { paymentsWords } from '../words/index.ts'

/** What still keeps a template from being sent, with what to do about it; told while it is written. */
export function TemplateFaults({ issues }: { issues: readonly Issue[] }) {
  const w = useWords(paymentsWords)
  // Codes of this room's rules are keys of its words.
  const say = ({ params = {} }: Issue, key = '') => w(key.replace('payments.', '') as never, params as never)
  if (issues.length === 0) return null
  return (
    <Card title={w('template.page.preview_faults', { count: issues.length })}>
      <Lines
        lines={issues.map((issue) => ({
          id: `${issue.place} ${issue.code}`,
          name: say(issue, issue.code),
          note: say(issue, issue.next),
        }))}
      />
    </Card>
  )
}
