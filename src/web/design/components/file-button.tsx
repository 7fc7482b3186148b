import type { ReactNode } from 'react'
import { useAttempt } from '../../attempt.ts'
import { Button } from './basics.tsx'
import { TextButton } from './parts.tsx'
import { ProblemNotice } from './states.tsx'

interface FileButtonProps {
  /** Fetches the file and hands it to the browser. */
  readonly onFetch: () => Promise<unknown>
  /** Stands in a line of text instead of beside other acts. */
  readonly inline?: boolean
  readonly children: ReactNode
}

/** Fetches a file; what keeps it from the reader is said beside the button. */
export function FileButton({ onFetch, inline, children }: FileButtonProps) {
  const { busy, problem, attempt } = useAttempt()
  const fetch = () => {
    if (!busy) void attempt(async () => void (await onFetch()))
  }
  return (
    <>
      {inline === true ? (
        <TextButton onClick={fetch}>{children}</TextButton>
      ) : (
        <Button busy={busy} onClick={fetch}>
          {children}
        </Button>
      )}
      {problem ? <ProblemNotice problem={problem} /> : null}
    </>
  )
}
