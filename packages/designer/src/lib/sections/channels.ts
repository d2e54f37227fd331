import type { Channel, Module } from '@archwright/model'

import type { Verdicts } from '../verdicts.ts'

/** Every event, with the modules that hear it. */
export function channelsOf(modules: readonly Module[], verdicts: Verdicts): Channel[] {
  const engine = engines[verdicts.chosen('messaging')] ?? 'postgresql'
  return modules.flatMap(({ name, publishes }) =>
    publishes.map((event) => ({
      event,
      from: name,
      to: modules.filter(({ hears }) => hears.includes(event)).map((module) => module.name),
      engine,
      decision: verdicts.id('messaging'),
    })),
  )
}

const engines: Record<string, string> = {
  none: 'in-process',
  'outbox and a PostgreSQL channel': 'postgresql',
  'outbox and a message broker': 'nats-jetstream',
  'outbox and an event stream': 'kafka',
}
