import type { Channel, Module } from '@archwright/model'

import { listening } from '../decisions/messaging/needs.ts'
import type { Verdicts } from '../verdicts.ts'

/** Every event, with the modules that hear it. */
export function channelsOf(modules: readonly Module[], verdicts: Verdicts): Channel[] {
  const engine = engineOf(verdicts)
  return modules.flatMap((module) =>
    module.publishes.map((event) => ({
      event,
      from: module.name,
      to: modules.filter((other) => hears(other, event, verdicts)).map(({ name }) => name),
      engine,
      decision: verdicts.id('messaging'),
    })),
  )
}

/** The engine that carries events between modules. */
export function engineOf(verdicts: Verdicts): string {
  return engines[verdicts.chosen('messaging.engine')] ?? 'in-process'
}

const engines: Readonly<Record<string, string>> = {
  PostgreSQL: 'postgresql',
  RabbitMQ: 'rabbitmq',
  Kafka: 'kafka',
  'NATS JetStream': 'nats-jetstream',
  'the queue of the cloud provider': 'managed-queue',
}

function hears(module: Module, event: string, verdicts: Verdicts): boolean {
  if (module.hears.includes(event)) return true
  if (module.ready || !listening.test(module.name)) return false
  const from = event.slice(0, event.indexOf('.'))
  return verdicts.chosen('messaging') !== 'none' && !listening.test(from)
}
