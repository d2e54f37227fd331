import type { Brief, Capability, Fact, Objectives } from '@archwright/model'
import type { CapabilityName, TechniqueName } from '@archwright/model/light'

import { type Assumptions, createAssumptions } from './assumptions.ts'
import type { Deed } from './domains/deeds.ts'
import { type Filled, type Given, nothingGiven, type Recognized } from './domains/domain.ts'
import { fillGeneric, toEntities } from './domains/generic.ts'
import { modulesOf } from './domains/modules.ts'
import { toOperations } from './domains/operations.ts'
import type { OutsideName } from './domains/outside.ts'
import { fillShop, isShop, withImplied } from './domains/shop.ts'
import { shopOperations } from './domains/shop-operations.ts'
import { shopImplications } from './domains/shop-words.ts'
import { noteEstimates, withTotals } from './domains/totals.ts'

/** What was read from prose or from a short YAML, before anything is assumed. */
export interface Stated {
  capabilities: readonly Capability[]
  facts: readonly Fact[]
  estimates?: readonly Fact[]
  objectives: Objectives
  /** What the text says that the system does not do. */
  refused?: readonly CapabilityName[]
  deeds?: readonly Deed[]
  outside?: readonly OutsideName[]
  concern?: TechniqueName | undefined
  given?: Given
}

/** Fills in what a brief implies, by the tables of its kind. */
export function completeBrief(
  stated: Stated,
): Filled & Pick<Brief, 'assumptions'> & { shop: boolean } {
  const assumptions = createAssumptions()
  const { estimates = [] } = stated
  noteEstimates(estimates, assumptions)
  const { refused = [] } = stated
  const named = isShop(stated.capabilities)
  // The ready shop takes payments for orders of signed-in customers; what leaves these out is built from plain modules.
  const shop = named && !refused.some((name) => partsOfShop.has(name))
  const recognized: Recognized = {
    deeds: [],
    outside: [],
    concern: undefined,
    given: nothingGiven,
    ...stated,
    capabilities:
      named && !shop ? withImplied(stated.capabilities, refused, assumptions) : stated.capabilities,
    refused,
    facts: withTotals([...stated.facts, ...estimates]),
  }
  const filled = shop
    ? withOtherModules(fillShop(recognized, assumptions), recognized, assumptions)
    : fillGeneric(recognized, assumptions)
  return { ...filled, assumptions: assumptions.all(), shop }
}

const partsOfShop: ReadonlySet<string> = new Set(
  shopImplications.map(([, needs]) => needs).filter((name) => name !== 'notifications'),
)

// "search" is an operation of the shop's catalog; "reviews" is a module the shop's tables do not have.
const covered = new Set([...Object.keys(shopOperations), 'search'])

function withOtherModules(
  filled: Filled,
  recognized: Recognized,
  assumptions: Assumptions,
): Filled {
  const rows = recognized.given.operations ? [] : modulesOf(recognized.capabilities, [], covered)
  for (const { name } of rows)
    assumptions.assume({
      about: `operations.${name}`,
      value: 'list, get, create',
      unit: 'operations',
      why: `${name} is named, and no ready module does it; the plainest operations stand for it`,
      source: 'judgement',
    })
  return {
    ...filled,
    entities: [...filled.entities, ...rows.flatMap((row) => toEntities(row, recognized))],
    operations: [...filled.operations, ...rows.flatMap((row) => toOperations(row, shopDoers))],
  }
}

/** The shop knows customers, and calls its own services by that name. */
const shopDoers = { person: 'customer', program: 'service', staff: 'staff' }
