import type { Input, Operation, Output } from '../contract/operation.ts'
import type { Person, PersonalData } from '../contract/personal-data.ts'
import type { Principal } from '../dispatch/principal.ts'
import { defineModule, type Module } from '../module/define-module.ts'
import { type Handler, handle } from '../module/handle.ts'
import { handleInSlices, type SlicedHandler } from '../operations/handle-in-slices.ts'
import {
  type ErasureReport,
  eraseMine,
  erasePerson,
  exportMine,
  exportPerson,
  listErasures,
} from './contract.ts'
import { findErasures, forgetCalls, insertErasure } from './erasure-store.ts'

/** A module that holds data of people. */
interface Holder {
  readonly name: string
  readonly personalData: PersonalData
}

/**
 * Adds the operations by which people get and erase what is held of them, where a module declares that it holds such
 * data: in the process of the first one that does.
 */
export function withPrivacy(here: readonly Module[], elsewhere: readonly Module[] = []): Module[] {
  const all = holdersOf([...here, ...elsewhere]).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const isHere = here.some(({ name }) => name === all[0]?.name)
  return isHere ? [...here, privacyModule(all)] : [...here]
}

function holdersOf(modules: readonly Module[]): Holder[] {
  return modules.flatMap(({ name, personalData }) => (personalData ? [{ name, personalData }] : []))
}

function privacyModule(holders: readonly Holder[]): Module {
  return defineModule({
    name: 'privacy',
    summary: 'What is held of people: told to them, and erased',
    migrations: new URL('./migrations/', import.meta.url),
    handlers: [
      exporting(exportMine, holders),
      exporting(exportPerson, holders),
      erasing(erasePerson, holders),
      erasing(eraseMine, holders),
      handle(listErasures, async ({ personId }, { sql }) => ({
        erasures: await findErasures(sql, personId),
      })),
    ],
  })
}

/** Asks another module as this one. */
type Ask = <Asked extends Operation>(
  operation: Asked,
  input: Input<Asked>,
) => Promise<Output<Asked>>

type Exporting = typeof exportMine | typeof exportPerson
type Erasing = typeof eraseMine | typeof erasePerson

/** The person of an operation: the one it names, or whoever asks. */
function whoOf(input: Input<Exporting | Erasing>, principal: Principal): string {
  return 'personId' in input ? input.personId : principal.id
}

function exporting(operation: Exporting, holders: readonly Holder[]): Handler {
  return handle<Exporting, Output<Exporting>>(operation, {
    async prepare(input, { call, principal, now }) {
      const { person, found } = await findAll(call, holders, whoOf(input, principal))
      const parts = found.flatMap(({ module, held }) => held.map((part) => ({ module, ...part })))
      return { personId: person.id, madeAt: now().toISOString(), parts }
    },
    run: async (_input, _context, made) => made,
  })
}

/** What every module holds. Names that one of them knows the person by are told to the others. */
async function findAll(call: Ask, holders: readonly Holder[], id: string) {
  const askAll = (person: Person) =>
    Promise.all(
      holders.map(async ({ name, personalData }) => ({
        module: name,
        ...(await call(personalData.find, person)),
      })),
    )
  const first = await askAll({ id, knownAs: [] })
  const knownAs = [...new Set(first.flatMap((found) => found.knownAs))]
  const person: Person = { id, knownAs }
  return { person, found: knownAs.length === 0 ? first : await askAll(person) }
}

/**
 * One module at a time, each in a slice: whoever fails is asked again, and a crash goes on where it was. Who knows other
 * names of the person goes last, so that the names can be asked for until then.
 */
function erasing(operation: Erasing, holders: readonly Holder[]): SlicedHandler {
  const askedBy = operation.name === erasePerson.name ? 'staff' : 'person'
  return handleInSlices<Erasing, ErasureReport>(
    operation,
    async (input, _soFar, { sql, principal, newId, now }, report) => {
      const progress = report.modules.length / holders.length
      if (progress < 1) return { result: report, progress }
      const personId = whoOf(input, principal)
      await forgetCalls(sql, personId)
      await insertErasure(sql, { id: newId(), personId, askedBy, report, now: now() })
      return { result: report, progress }
    },
    async (input, soFar, { call, principal }) => {
      const done = soFar?.modules ?? []
      const { person, found } = await findAll(call, holders, whoOf(input, principal))
      const next = found
        .toSorted((a, b) => a.knownAs.length - b.knownAs.length)
        .find(({ module }) => !done.some((one) => one.module === module))
      const holder = holders.find(({ name }) => name === next?.module)
      if (!holder) return { modules: [...done] }
      const erased = await call(holder.personalData.erase, person)
      return { modules: [...done, { module: holder.name, ...erased }] }
    },
  )
}
