/** Long work in pieces, none of which takes long: between two it can be paused. It ends with its result, paused or not. */
export type Steps<Result> = Generator<void, Result>

/** Does all of it at a stretch. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}
