import { mkdir, writeFile } from 'node:fs/promises'

import { drill, type Recovery } from '../drill/drill.ts'
import { withOperations } from '../operations/operations-module.ts'
import { migrateAll } from './core.ts'
import { inertEnvironment } from './environment.ts'
import type { AppOptions } from './start-app.ts'

/** What may be lost and how long it may take, in seconds. */
export interface RecoveryObjectives {
  readonly rpoSeconds: number
  readonly rtoSeconds: number
}

interface Judged extends Recovery {
  readonly rpo: Verdict
  readonly rto: Verdict
}

/** `standby`: no backup can promise that, only a second server that has a commit before it is acknowledged. */
type Verdict = 'met' | 'missed' | 'standby'

/** PostgreSQL archives no oftener than this on a quiet server. */
const leastArchiveSeconds = 1
const mostArchiveSeconds = 30

/**
 * Drills backup and restore with the tables of the project, on servers of its own, and prints what was lost and how long
 * it took against the objectives. Kept in evidence/drill.json.
 * @returns whether no objective was missed.
 */
export async function runDrill(
  { modules, wiring, directory }: Pick<AppOptions, 'modules' | 'wiring' | 'directory'>,
  objectives: RecoveryObjectives,
): Promise<boolean> {
  const made = withOperations(Object.values(modules).map((create) => create(inertEnvironment)))
  const archiveSeconds = Math.min(
    mostArchiveSeconds,
    Math.max(leastArchiveSeconds, Math.floor(objectives.rpoSeconds / 2)),
  )
  const startedAt = new Date().toISOString()
  const recoveries = await drill({
    prepare: (url) => migrateAll(url, made, wiring.tenants),
    archiveSeconds,
    writeSeconds: 2,
  })
  const judged = recoveries.map((recovery) => judge(recovery, objectives))
  const evidence = {
    startedAt,
    node: process.version,
    archiveSeconds,
    objectives,
    recoveries: judged,
  }
  await mkdir(new URL('evidence/', directory), { recursive: true })
  await writeFile(
    new URL('evidence/drill.json', directory),
    `${JSON.stringify(evidence, null, 2)}\n`,
  )
  process.stdout.write(judged.map((one) => textOf(one, objectives)).join(''))
  return judged.every(({ rpo, rto }) => rpo !== 'missed' && rto !== 'missed')
}

function judge(recovery: Recovery, { rpoSeconds, rtoSeconds }: RecoveryObjectives): Judged {
  const late = recovery.rpoSeconds > rpoSeconds
  const rpo = !late ? 'met' : rpoSeconds < leastArchiveSeconds ? 'standby' : 'missed'
  return { ...recovery, rpo, rto: recovery.rtoSeconds <= rtoSeconds ? 'met' : 'missed' }
}

const words: Readonly<Record<Verdict, string>> = {
  met: 'met',
  missed: 'MISSED',
  standby: 'needs a synchronous standby: backups alone lose what is not archived yet',
}

function textOf(
  { disaster, acknowledged, lost, rpoSeconds, rtoSeconds, rpo, rto }: Judged,
  objectives: RecoveryObjectives,
): string {
  return `${disaster}
  commits  ${lost} lost of ${acknowledged}; what came back is whole
  RPO      ${rpoSeconds.toFixed(2)} s of ${objectives.rpoSeconds} s allowed: ${words[rpo]}
  RTO      ${rtoSeconds.toFixed(2)} s of ${objectives.rtoSeconds} s allowed: ${words[rto]}
`
}
