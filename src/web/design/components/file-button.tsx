import { useState, type ReactNode } from 'react'
import { Problem } from '../../problem.ts'
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
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const fetch = async () => {
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      await onFetch()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {inline === true ? (
        <TextButton onClick={() => void fetch()}>{children}</TextButton>
      ) : (
        <Button busy={busy} onClick={() => void fetch()}>
          {children}
        </Button>
      )}
      {problem ? <ProblemNotice problem={problem} /> : null}
    </>
  )
}
