import type {
  ProtoEnum,
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
  oneof: { readonly name: string; readonly of: readonly string[] } = { name: '', of: [] },
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
      label: oneof.of.includes(key) ? 'optional' : label,
      ...(oneof.of.includes(key) ? { oneof: oneof.name } : {}),
    })),
  }
}

export function messageType(message: ProtoMessage): ProtoType {
  return { kind: 'message', message }
}

/** @param values by number, from 1; the zero's name and key come first. */
export function knownEnum(fullName: string, values: readonly string[]): ProtoEnum {
  return {
    fullName,
    name: fullName.slice(fullName.lastIndexOf('.') + 1),
    reserved: {},
    values: values.map((name, number) => ({ key: name, name, number })),
  }
}
