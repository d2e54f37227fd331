import type { Job } from '@archwright/model'

import { readyModules } from '../ready-modules.ts'
import type { Situation } from '../situation.ts'

/** Work that nobody waits for: of the ready modules, and of the brief. */
export function jobsOf({ modules, brief }: Situation): Job[] {
  const ready = modules.flatMap((module) =>
    (readyModules[module]?.jobs ?? []).map((job) => ({
      name: `${module}.${job}`,
      module,
      trigger: 'every 10 s',
      attempts: 10,
    })),
  )
  const known = new Set(ready.map(({ name }) => name))
  const own = brief.operations
    .filter(({ kind, name }) => kind === 'job' && !known.has(name))
    .map(({ name }) => ({
      name,
      module: name.slice(0, name.indexOf('.')),
      trigger: 'enqueued',
      attempts: 10,
    }))
  return [...ready, ...own]
}
