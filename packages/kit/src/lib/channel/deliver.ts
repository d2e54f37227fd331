import { worksFor } from '../access/tenants.ts'
import type { EventData, EventSpec } from '../contract/event.ts'
import { moduleOf } from '../contract/operation.ts'
import { tagOf } from '../data/change-log.ts'
import { Effects } from '../data/effects.ts'
import { hear, type OutboxRow } from '../data/outbox.ts'
import { guest } from '../dispatch/principal.ts'
import type { WorkServices } from '../dispatch/unit-of-work.ts'
import { spanOf } from '../telemetry/span.ts'
import { lifterOf } from './lift.ts'
import type { Listener } from './listener.ts'

/** How long a listener may work on what it heard. */
const limitMs = 10_000

/** Hands events to a listener; where its module works for tenants, those of each tenant by themselves. */
export async function deliverHere(
  { listener, tenantScoped }: Hearer,
  rows: readonly OutboxRow[],
  services: WorkServices,
): Promise<void> {
  if (!tenantScoped) return deliverTogether(listener, rows, { services, tenant: undefined })
  for (const [tenant, own] of Map.groupBy(rows, (row) => row.tenant ?? undefined))
    await deliverTogether(listener, own, { services: worksFor(services, tenant), tenant })
}

export interface Hearer {
  readonly listener: Listener
  readonly tenantScoped: boolean
}

async function deliverTogether(
  listener: Listener,
  rows: readonly OutboxRow[],
  work: Work,
): Promise<void> {
  const kind = spanOf(`process ${listener.name}`, 'CONSUMER', {
    'messaging.system': 'postgresql',
    'messaging.operation.type': 'process',
    'messaging.destination.name': listener.event.name,
  })
  const from = rows.map(({ traceparent }) => traceparent)
  await work.services.linking.carryOn(kind, from, () => hearOnce(listener, rows, work))
}

interface Work {
  readonly services: WorkServices
  readonly tenant: string | undefined
}

/** The inbox rows and the effects of hearing commit together: a second delivery finds itself heard. */
async function hearOnce(
  listener: Listener,
  rows: readonly OutboxRow[],
  { services, tenant }: Work,
): Promise<void> {
  const lift = lifterOf([listener.event])
  let effects = new Effects(services)
  const signal = AbortSignal.timeout(limitMs)
  await services.database.until(signal).transaction(async (sql, beforeCommit) => {
    effects = new Effects(services) // what a try asked for that lost a conflict is forgotten with it
    const fresh = await hear(
      sql,
      listener.name,
      rows.map((row) => row.id),
    )
    const deliveries = rows
      .filter((row) => fresh.has(row.id))
      .map((row) => ({ id: row.id, data: lift(row) as EventData<EventSpec> })) // as published; its module checked it
    if (deliveries.length === 0) return
    await listener.run(deliveries, {
      principal: tenant === undefined ? guest : { ...guest, tenant },
      signal,
      fail: {},
      sql,
      now: services.now,
      newId: services.newId,
      cursors: services.cursors,
      publish: (event, data) => effects.publish(event, data),
      startSaga: (saga, id, data) => effects.startSaga(saga, id, data),
      enqueue: (job, payload) => effects.enqueue(job, payload),
      changed: (...tags) => effects.changed(tags.map((tag) => tagOf(moduleOf(listener.name), tag))),
    })
    const written = effects
    beforeCommit(() => written.write(sql))
  })
  effects.committed()
}
