import { useMemo } from 'react'
import { toast } from '../../../../web/design/index.ts'
import { useCommand } from '../../../../web/hooks.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import { changeFamily, type FamilyFile } from '../../contract/index.ts'
import { familiesWords } from '../../words/index.ts'

export interface DialogProps {
  readonly family: FamilyFile
  readonly onClose: () => void
}

export type Change = Parameters<ReturnType<typeof useCommand<typeof changeFamily>>['send']>[0]['body']['change']

/** Sends a change with the version the reader saw, says that it is saved, and closes. */
export function useChange({ family, onClose }: DialogProps) {
  const w = useWords(familiesWords)
  const command = useCommand(changeFamily, {
    done: () => {
      toast(w('saved'))
      onClose()
    },
  })
  // The dialogs' fields are named as within the change.
  const problem = useMemo(() => command.problem?.inside('change') ?? null, [command.problem])
  return {
    pending: command.pending,
    problem,
    send: (change: Change, reason?: string) =>
      void command.send(
        { params: { family_id: family.family_id }, body: { version: family.version, change } },
        reason === undefined ? {} : { reason },
      ),
  }
}
