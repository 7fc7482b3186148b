/**
 * How random tests are run: with the seed and the number of runs of the environment (`SEED=… RUNS=…`), otherwise with a new seed each time.
 * fast-check prints the seed with every failure.
 */
export function seeded(numRuns: number): { numRuns: number; seed?: number } {
  const { SEED, RUNS } = process.env
  return { numRuns: RUNS === undefined ? numRuns : Number(RUNS), ...(SEED === undefined ? {} : { seed: Number(SEED) }) }
}

/**
 * The same for what asks a database: the seed is said of every run, also of one that passes, and a failure is told as it came (a walk
 * that is cut smaller asks the database a hundred times more; its seed repeats it). No limit of time: fewer runs, each of them whole.
 */
export function seededAloud(name: string, numRuns: number): { numRuns: number; seed: number; endOnFailure: true } {
  const chosen = { seed: Math.floor(Math.random() * 2 ** 31), ...seeded(numRuns) }
  process.stdout.write(`${name}: SEED=${chosen.seed}, RUNS=${chosen.numRuns}\n`)
  return { ...chosen, endOnFailure: true }
}
