import pg from 'pg'
import { type Client, inTurn, median, send, timed } from './load.ts'
import type { Line } from './table.ts'

const ROUNDS = 5

/**
 * Who has the piece, and nothing else: the first twenty in the order of place and id, as in any list. Those who have it are found first: left to
 * itself the planner walks the places in their order until it has met twenty, which takes ten times as long.
 */
export const GRAMS_IN_GIN = `
  with meant as materialized (
    select id as person_id, family_id, name, sex, birth_date, community from bench_name
    where grams @> array[$1::text] and community >= $2 and community < $3)
  select * from meant order by community, person_id limit 20`

/** Runs `work` while the pieces of one and two characters of everybody's name stand in a GIN index. */
export async function withGrams<T>(superuserUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    await client.query(`
      drop table if exists bench_name;
      create unlogged table bench_name as select p.id, p.family_id, p.name, p.sex, p.birth_date, p.community,
        array(select substr(p.name, i, n) from generate_series(1, length(p.name)) i, generate_series(1, 2) n
          where i + n - 1 <= length(p.name)) as grams from person p;
      create index bench_name_grams on bench_name using gin (grams)`)
    await client.query('vacuum analyze bench_name')
    return await work(client)
  } finally {
    await client.query('drop table if exists bench_name')
    await client.end()
  }
}

/** SQL alone and prepared, against our whole answer over HTTP: one question after the other on both sides, milliseconds. */
export async function gramsAlone(gin: pg.Client, ours: Client, pieces: readonly string[]): Promise<Line> {
  const one = async (ask: (piece: string) => Promise<unknown>) => {
    const times: number[] = []
    for (const piece of pieces) times.push(await timed(() => ask(piece)))
    return median(times)
  }
  const asked = (piece: string) => send(ours, { path: `/api/families/find?q=${encodeURIComponent(piece)}` })
  const bare = (piece: string) =>
    gin.query({ name: 'grams', text: GRAMS_IN_GIN, values: [piece, 0, '1000000000000'], rowMode: 'array' })
  await one(asked)
  await one(bare)
  const [a = Number.NaN, b = Number.NaN] = await inTurn(ROUNDS, [() => one(asked), () => one(bare)])
  return {
    what: 'two characters of a name, the whole nation, one at a time',
    ours: `${a.toFixed(2)} ms`,
    limit: `grams in GIN, SQL alone ${b.toFixed(2)} ms`,
    figure: a / b,
    unit: 'times the gram query',
    target: { at_most: 3 },
  }
}
