import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { design } from '@archwright/designer'
import type { Evidence } from '@archwright/model'
import { readBrief } from '@archwright/reader'
import { containerDiagram, renderSvg } from '@archwright/writer'

/** A folder with what the studio reads of a project, of the brief in the given words. */
export async function projectFolder(
  words: string,
  evidence?: Evidence,
): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'archwright-studio-'))
  const designed = design(await readBrief(words))
  await mkdir(path.join(folder, 'docs/diagrams'), { recursive: true })
  await mkdir(path.join(folder, 'evidence'))
  await writeFile(path.join(folder, 'archwright.lock.json'), JSON.stringify({ design: designed }))
  await writeFile(
    path.join(folder, 'docs/diagrams/container.svg'),
    renderSvg(containerDiagram(designed)),
  )
  if (evidence)
    await writeFile(path.join(folder, 'evidence/evidence.json'), JSON.stringify(evidence))
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

/** A small evidence with one latency series and one missed claim. */
export const sampleEvidence: Evidence = {
  system: 'shop',
  command: 'archwright prove shop',
  startedAt: '2026-11-21T00:00:00.000Z',
  seconds: 20,
  conditions: { machine: '2 cores', versions: {}, load: 'open arrivals', processes: '2 replicas' },
  claims: [
    {
      id: 'C-01',
      requirement: 'orders per minute',
      required: 1000,
      predicted: 10_600,
      measured: 990,
      unit: 'orders/min',
      verdict: 'missed',
      note: 'ten arrivals were not answered',
      command: 'archwright prove shop',
      conditions: 'in a test',
    },
  ],
  costs: { callsPerSecond: 600, appMs: 1.8, databaseMs: 0.9 },
  latencies: [
    {
      operation: 'orders.placeOrder',
      phase: 'steady',
      count: 330,
      errors: 0,
      p50: 12,
      p95: 30,
      p99: 44,
      max: 61,
      timeline: [1, 2, 3].map((second) => ({
        second,
        p50: 12,
        p99: 40 + second,
        perSecond: 16,
        errors: 0,
      })),
    },
  ],
  saturation: null,
  faults: [],
  invariants: [{ invariant: 'no order lost', checked: 330, violations: 0, examples: [] }],
  access: { checked: 160, wrong: [] },
  contracts: { checked: 1000, wrong: [] },
}
