import { useEffect } from 'react'
import { idAfter } from './said.ts'

/** The draft of an act is another act once its writer was told that the one of its id stands already. */
export function useOtherId(
  draft: { readonly id: string },
  change: (more: { id: string }) => void,
  refused: { readonly code: string } | null | undefined,
): void {
  useEffect(() => {
    const id = idAfter(draft.id, refused?.code, () => crypto.randomUUID())
    if (id !== draft.id) change({ id })
    // oxlint-disable-next-line react/exhaustive-deps -- once for each refusal
  }, [refused])
}
