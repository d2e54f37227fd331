import type {
  ProtoField,
  ProtoMessage,
  ProtoScalar,
  ProtoType,
} from '../../contracts-out/proto/proto-model.ts'
import { snakeCase } from '../../contracts-out/proto/proto-names.ts'

/** Builds messages that are defined elsewhere, from their published numbers. */

type KnownField = readonly [
  number: number,
  type: ProtoScalar | ProtoType,
  label?: ProtoField['label'],
]

/** @param fields key → number, type and label; `plain` if absent. */
export function knownMessage(
  fullName: string,
  fields: Readonly<Record<string, KnownField>>,
): ProtoMessage {
  return {
    fullName,
    name: fullName.slice(fullName.lastIndexOf('.') + 1),
    reserved: {},
    fields: Object.entries(fields).map(([key, [number, type, label = 'plain']]) => ({
      key,
      name: snakeCase(key),
      number,
      type: typeof type === 'string' ? { kind: 'scalar', scalar: type } : type,
      label,
    })),
  }
}

export function messageType(message: ProtoMessage): ProtoType {
  return { kind: 'message', message }
}
