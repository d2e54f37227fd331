import type { Evidence } from '@archwright/model'

import { type Bench, setUpBench } from './bench.ts'
import type { Measurements } from './claims/measurements.ts'
import { rollOutInvariants } from './faults/roll-outs.ts'
import type { PhaseResult } from './load/phase.ts'
import { type ProveOptions, type Schedule, scheduleOf } from './options.ts'
import { runFaults } from './parts/fault-phases.ts'
import { runSaturation } from './parts/saturation-steps.ts'
import { runSteady } from './parts/steady.ts'
import { readProject } from './project.ts'
import { assembleEvidence } from './report/assemble.ts'

/**
 * Runs a built project under load and faults and holds every claim of its design against what was measured.
 * Everything it starts has private ports and ends with it. Throws InputError when the folder holds no built
 * project, and an Error when the project does not start.
 */
export async function prove(directory: string, options: ProveOptions): Promise<Evidence> {
  const startedAt = new Date()
  const { signal = new AbortController().signal, progress } = options
  const project = await readProject(directory)
  const schedule = scheduleOf(options)
  await using bench = await setUpBench(project, schedule, { signal, progress })
  const { measurements, phases } = await measure(bench, schedule)
  const command = commandOf(directory, options)
  return await assembleEvidence(bench, { command, startedAt, phases, measurements })
}

/** The parts in their order: the quiet ones first, what floods the system last, then the reckoning. */
async function measure(
  bench: Bench,
  schedule: Schedule,
): Promise<{ measurements: Measurements; phases: PhaseResult[] }> {
  const probes = await bench.scenario.probe()
  const { steady, costs } = await runSteady(bench)
  await bench.scenario.race()
  const faults = await runFaults(bench)
  const saturation = schedule.saturate ? await runSaturation(bench) : undefined
  const { invariants, subjects } = await bench.scenario.check()
  const contracts = bench.conformance.result()
  return {
    phases: [steady, ...faults.map(({ result }) => result)],
    measurements: {
      steady,
      ...(costs ? { costs } : {}),
      ...(saturation ? { saturation } : {}),
      faults: faults.map(({ fault }) => fault),
      invariants: [...invariants, ...rollOutInvariants(faults.map(({ fault }) => fault))],
      subjects,
      access: probes.access,
      contracts: { ...contracts, wrong: [...contracts.wrong, ...probes.taken] },
      notRun: {
        ...(schedule.faults.length > 0 ? {} : { faults: 'faults were left out of this run' }),
        ...(bench.environment.simulator
          ? {}
          : { provider: 'the project has no payment simulator' }),
        saturation: schedule.saturate
          ? 'the load can call no operation of the design over and over'
          : 'saturation was left out of this run',
      },
    },
  }
}

function commandOf(
  directory: string,
  { quick, glance, seconds, faults, next, saturate }: ProveOptions,
): string {
  return [
    `archwright prove ${directory}`,
    ...(glance ? ['(at a glance)'] : quick ? ['--quick'] : []),
    ...(seconds ? [`--seconds ${seconds}`] : []),
    ...(faults === false ? ['(without faults)'] : []),
    ...(typeof faults === 'object' ? [`--faults ${faults.join(' ')}`] : []),
    ...(next === undefined ? [] : [`--next ${next}`]),
    ...(saturate === false ? ['(without saturation)'] : []),
  ].join(' ')
}
