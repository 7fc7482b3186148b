import { useMemo } from 'react'
import type { Uuid } from '../../../../kernel/ids.ts'
import { toast } from '../../../../web/design/index.ts'
import { useCommand } from '../../../../web/hooks.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import { useGo } from '../../../../web/url.ts'
import { type DraftBody, rewriteDraft, writeDraft } from '../../contract/index.ts'
import { editorWords } from '../../words/editor/index.ts'

/** A draft of one's own that is opened again, as it was read. */
export interface Opened {
  readonly draft_id: Uuid
  readonly version: number
}

/** Writes a draft of any kind, or the opened one anew, and goes to it. */
export function useSaving(opened?: Opened) {
  const w = useWords(editorWords)
  const go = useGo()
  const done = ({ draft_id }: { draft_id: string }) => {
    toast(w('saved'))
    go(`/policies/drafts/${draft_id}`)
  }
  const write = useCommand(writeDraft, { done })
  const rewrite = useCommand(rewriteDraft, { done, refreshed: true })
  const save = (content: DraftBody) => {
    if (opened === undefined) void write.send({ body: content })
    else void rewrite.send({ params: { draft_id: opened.draft_id }, body: { version: opened.version, content } })
  }
  // Faults of a draft opened again are named as in a new one: the rule stands at `version.rule` in both.
  const problem = useMemo(
    () => write.problem ?? rewrite.problem?.inside('content') ?? null,
    [write.problem, rewrite.problem],
  )
  const reset = () => {
    write.reset()
    rewrite.reset()
  }
  return { save, reset, pending: write.pending || rewrite.pending, problem }
}
