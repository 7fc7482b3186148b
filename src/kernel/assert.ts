/**
 * Stops the program on a state that must be impossible: a mistake of ours, never of the reader. For what people may get
 * wrong there is `refuse` in refusal.ts. The message says what should have held; it never carries personal data.
 */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new ImpossibleState(message)
}

/** Ends a `switch` over a closed set; the compiler proves that it is never reached. */
export function unreachable(value: never): never {
  throw new ImpossibleState(`unexpected value of type ${typeof value}`)
}

/** A fault of the program. The server answers it with 500 and writes it to the log. */
export class ImpossibleState extends Error {
  override readonly name = 'ImpossibleState'
}
