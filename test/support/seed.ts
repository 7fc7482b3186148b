/**
 * How random tests are run: with the seed and the number of runs of the environment (`SEED=… RUNS=…`), otherwise with a new seed each time.
 * fast-check prints the seed with every failure.
 */
export function seeded(numRuns: number): { numRuns: number; seed?: number } {
  const { SEED, RUNS } = process.env
  return { numRuns: RUNS === undefined ? numRuns : Number(RUNS), ...(SEED === undefined ? {} : { seed: Number(SEED) }) }
}
