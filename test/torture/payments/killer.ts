import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '../../support/nasty.ts'
import { comesBack, type Rig, type Victim, type Watching } from '../rig.ts'
import type { Going } from './rounds.ts'

/** A database is back sooner than a server, so that it is killed more often in the same time. */
const VICTIMS = ['database', 'server', 'database', 'both', 'database', 'database'] as const

const ACTS = ['compose', 'submit', 'approve', 'fund', 'export', 'reconcile', 'close']
/** Every failpoint a round passes; one that is not met is said with 0. */
const POINTS = [
  ...ACTS.flatMap((act) => ['begun', 'worked', 'committed'].map((moment) => `payments.${act}.${moment}`)),
  'payments.compose.batch_frozen',
  'payments.export.file_kept',
  'payments.reconcile.acts_recorded',
  'payments.reconcile.lines_settled',
  'payments.reconcile.money_spent',
]

export interface Killer {
  watching: Watching
  /** Kills by where they fell: the name of a failpoint, or the step that was under way at a random moment. */
  named: Map<string, number>
  random: Map<string, number>
  /** Kills until everything is done: `kills` of them, spread over `steps`, half at failpoints and half at random moments. */
  run(rig: Rig, going: Going, plan: { kills: number; steps: number; say: (text: string) => void }): Promise<void>
  stop(): void
}

const killed = (rig: Rig) => rig.kills().server + rig.kills().database

export function newKiller(chance: Chance): Killer {
  const named = new Map(POINTS.map((name) => [name, 0]))
  const random = new Map<string, number>()
  // While it waits for a failpoint: called with the first that is taken.
  let waiting: ((name: string) => boolean) | undefined
  let going = true
  const victim = (): Victim => VICTIMS[Math.floor(chance() * VICTIMS.length)] ?? 'both'
  const count = (map: Map<string, number>, name: string) => map.set(name, (map.get(name) ?? 0) + 1)

  /** Points that were met less often are taken sooner. */
  const takes = (name: string) => {
    return chance() < 1 / (1 + (named.get(name) ?? 0) - Math.min(...named.values()))
  }

  const killAtPoint = async (rig: Rig, work: Going): Promise<string | undefined> => {
    const met = Promise.withResolvers<string | undefined>()
    const since = work.done
    waiting = (name) => {
      // Whoever waits too long for a rare one would fall behind the work, and the last kill after its end.
      if (!takes(name) && work.done === since) return false
      waiting = undefined
      count(named, name)
      rig.kill(victim())
      met.resolve(name)
      return true
    }
    const tooLong = setTimeout(() => met.resolve(undefined), 15_000)
    const name = await met.promise
    clearTimeout(tooLong)
    waiting = undefined
    return name
  }

  const killAtRandom = async (rig: Rig, work: Going): Promise<string> => {
    for (let tries = 0; tries < 500 && work.doing.size === 0 && going; tries++) await pause(2)
    const [doing] = [...work.doing.values()]
    await pause(chance() * 1.1 * Math.min(5_000, (doing && work.took.get(doing.step)) ?? 300))
    const [now] = [...work.doing.values()]
    const name = now?.step ?? 'between'
    count(random, name)
    rig.kill(victim())
    return name
  }

  return {
    named,
    random,
    watching: { failpoints: 'payments.', at: (name) => void waiting?.(name) },
    stop: () => {
      going = false
    },
    async run(rig, work, { kills, steps, say }) {
      const begun = performance.now()
      for (let done = 0; going && done < kills;) {
        // Ahead of the work by a twentieth and at least two steps, so that the last kill falls before the last step.
        if (done >= kills * Math.min(1, (work.done + Math.max(2, steps * 0.05)) / steps)) {
          await pause(5)
          continue
        }
        const where = done % 2 === 0 ? await killAtRandom(rig, work) : await killAtPoint(rig, work)
        if (where === undefined) continue
        done += 1
        say(
          `${Math.round((performance.now() - begun) / 1000)} s: kill ${done}/${kills} at ${where}; ${work.done}/${steps} steps, ${work.lines} lines`,
        )
        if (done < kills && chance() < 0.25) {
          // And again while it is coming back: the worst moment for whoever has just begun to recover.
          await pause(chance() * 1_500)
          const dead = killed(rig)
          rig.kill(victim())
          // A database that is not there yet cannot be killed.
          if (killed(rig) > dead) {
            count(random, 'coming back')
            done += 1
          }
        }
        await comesBack(rig)
      }
    },
  }
}
