import { inertEnvironment } from '@archwright/kit/app'
import { readyModule } from '@archwright/modules/ready'

import { type BuiltFile, yours } from '../built-file.ts'
import type { ModulePlan } from '../plan-modules.ts'
import { accessText } from '../written/contract-text.ts'
import type { Access, EntityDefinition, ModuleDefinition } from '../written/definition.ts'

type Plan = Pick<ModulePlan, 'ready' | 'written'>

/**
 * The file of the ready module webhooks that says which events leave the system. Offers what the modules of a project declare for clients to follow, and the events of written modules, which hold
 * no more than an id, to those who may read what they are about. The user's: a later build does not widen it.
 */
export function offeredFile({ ready, written }: Plan): BuiltFile {
  const offers = [...ready.flatMap(subscriptionsOf), ...written.flatMap(eventsOf)]
  const imports = Object.entries(Object.groupBy(offers, ({ module }) => module))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([module, of = []]) => {
      const names = of.map(({ name }) => name).toSorted()
      return `import { ${names.join(', ')} } from '../${module}/contract.ts'`
    })
  const lines = offers.map(({ text }) => `  ${text},`)
  return yours(
    'src/modules/webhooks/offered.ts',
    `${imports.map((line) => `${line}\n`).join('')}import type { Offer } from './offer.ts'

/** What this system sends to the systems of others, and to whom; a subscription of a contract can stand here as it is. */
export const offers: readonly Offer[] = [${lines.length > 0 ? `\n${lines.join('\n')}\n` : ''}]
`,
  )
}

interface Offered {
  module: string
  /** As the contract exports it. */
  name: string
  text: string
}

function subscriptionsOf(module: string): Offered[] {
  const { subscriptions = [] } = readyModule(module)(inertEnvironment)
  return subscriptions.map((subscription) => {
    const name = subscription.name.slice(subscription.name.indexOf('.') + 1)
    return { module, name, text: name }
  })
}

function eventsOf({ name: module, entities }: ModuleDefinition): Offered[] {
  return entities.flatMap((entity) => {
    const event = entity.operations.add?.event
    if (event === undefined) return []
    const text = `{ events: [${event}], access: ${accessText(readersOf(entity))} }`
    return [{ module, name: event, text }]
  })
}

/** Partners hear of what they may read, all of it: where they read only their own, an id of others is not for them. */
function readersOf({ owned, operations: { list, get } }: EntityDefinition): Access {
  const readers = [list?.access, get?.access].flatMap((access) => access ?? [])
  const isForPartners = !owned && readers.some((who) => who === 'public' || who === 'partner')
  return isForPartners ? ['partner', 'staff'] : ['staff']
}
