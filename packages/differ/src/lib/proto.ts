import { InputError } from '@archwright/model/light'

import type { Change } from './change.ts'
import { type ProtoElement, type ProtoElements, protoElements } from './proto-elements.ts'
import type { Contract } from './read-contracts.ts'

/**
 * Compares two .proto files, for both the bytes on the wire and the code that is made from them: names, numbers, types
 * and labels stay; what goes leaves its number reserved.
 */
export async function compareProto(before: Contract, after: Contract): Promise<Change[]> {
  const [old, young] = [elementsOf(before), elementsOf(after)]
  const gone = [...old.elements].filter(([name]) => !young.elements.has(name))
  const added = [...young.elements].filter(([name]) => !old.elements.has(name))
  return [
    ...gone.map(([name, element]) => goneChange(name, element, { added, young })),
    ...[...old.elements].flatMap(([name, element]) => {
      const other = young.elements.get(name)
      return other ? changedFacets(name, element, other) : []
    }),
    ...added.map(([name, { kind }]) => addedChange(name, kind)),
  ]
}

function elementsOf({ file, text }: Contract): ProtoElements {
  try {
    return protoElements(text)
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error)
    throw new InputError([{ where: file, what, right: 'give a .proto file of proto2 or proto3' }])
  }
}

type Elements = readonly (readonly [string, ProtoElement])[]

function goneChange(
  name: string,
  { kind, facets }: ProtoElement,
  { added, young }: { added: Elements; young: ProtoElements },
): Change {
  const owner = name.slice(0, name.lastIndexOf('.'))
  const { number } = facets
  const heir = added.find(
    ([other, element]) =>
      other.startsWith(`${owner}.`) && number !== undefined && element.facets.number === number,
  )
  if (heir) {
    return {
      ...breaking(name, `number ${number} is called ${heir[0].slice(owner.length + 1)} now`),
      why: 'code made from it does not compile, its JSON has another name, and old data means something else',
      instead: `keep the name, or reserve ${number} and take a new number`,
    }
  }
  const free = number !== undefined && !young.isReserved(owner, number)
  return {
    ...breaking(
      name,
      `the ${kind} is gone${free ? `, and its number ${number} is not reserved` : ''}`,
    ),
    why: 'who calls or reads it finds nothing; a number that is used again is read as the old one',
    instead: 'mark it deprecated; when nobody uses it, remove it and reserve its number and name',
  }
}

function changedFacets(name: string, old: ProtoElement, young: ProtoElement): Change[] {
  if (old.kind !== young.kind) {
    return [{ ...breaking(name, `the ${old.kind} is a ${young.kind} now`), ...incompatible }]
  }
  return Object.entries(old.facets)
    .filter(([facet, value]) => young.facets[facet] !== value)
    .map(([facet, value]) => ({
      ...breaking(name, `${facet}: ${value || 'none'} → ${young.facets[facet] || 'none'}`),
      ...incompatible,
    }))
}

const incompatible = {
  why: 'bytes of the one are not read as the other, and code made from it does not compile',
  instead: 'keep it and add a new one with a new number or name beside it',
}

function addedChange(name: string, kind: ProtoElement['kind']): Change {
  const change = { contract: 'proto', place: name, what: `the ${kind} is new` } as const
  if (kind !== 'value') return { ...change, severity: 'compatible' }
  return {
    ...change,
    severity: 'risky',
    why: 'readers made before meet a number without a name',
    instead: 'say in the contract that readers treat unknown values as unspecified',
  }
}

function breaking(place: string, what: string) {
  return { contract: 'proto', severity: 'breaking', place, what } as const
}
