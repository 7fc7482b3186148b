import { torture } from './run.ts'

// `npm run torture [-- --kills N]`: the long form of the test of the same name. Prints its seed; a failing seed is kept as a test.
const kills = Number(process.argv[process.argv.indexOf('--kills') + 1]) || 30
const seed = Number(process.argv[process.argv.indexOf('--seed') + 1]) || Math.floor(Math.random() * 1e9)
const report = await torture({ kills, writers: 4, seed, say: (text) => console.log(text) })
console.log(JSON.stringify(report, null, 2).slice(0, 3_000))
const { acts, runs, imports } = report
const refused = [acts, runs, imports.uploads, imports.applies].flatMap((tally) => tally.refused)
const good =
  report.lost + report.doubled + report.faults + imports.half === 0 && refused.length + imports.wrong.length === 0
console.log(good ? 'Nothing lost, nothing doubled.' : 'FAILED')
process.exitCode = good ? 0 : 1
