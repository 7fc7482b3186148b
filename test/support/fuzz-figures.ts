/** What the fuzz of all routes came to: kept by the test, told by `npm run fuzz`. */
export interface FuzzFigures {
  seed: number
  routes: number
  requests: number
  /** How often each class of answer came: `2xx`, `4xx`; a `5xx` is a fault. */
  answers: Record<string, number>
  faults: number
}

export function addShots(figures: FuzzFigures, statuses: Readonly<Record<string, number>>, faults: number): void {
  figures.routes += 1
  figures.faults += faults
  for (const [status, times] of Object.entries(statuses)) {
    const answer = `${status.slice(0, 1)}xx`
    figures.requests += times
    figures.answers[answer] = (figures.answers[answer] ?? 0) + times
  }
}

/** The one closing line. */
export function figuresLine({ seed, routes, requests, answers, faults }: FuzzFigures): string {
  const told = Object.entries(answers)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([answer, times]) => `${times} ${answer}`)
  return [
    `seed ${seed}`,
    `${requests} requests at ${routes} routes`,
    ...told,
    faults === 1 ? '1 fault' : `${faults} faults`,
  ].join(', ')
}
