import type { GraphQLField } from 'graphql'

import type { Operation } from '../../contract/operation.ts'

/** What limits and caches have to know of a field beside its type. */
export interface FieldNote {
  /** What is called for it. */
  readonly operation?: Operation
  /** Of a list: how many items to reckon with. */
  readonly items?: number
  /** Of a list that answers an argument item by item: the argument's name. */
  readonly each?: string
  /** Of a connection: how many nodes, by its argument `first`. */
  readonly page?: { readonly usual: number; readonly most: number }
}

const key = 'archwright'

export function noted(note: FieldNote): { extensions: Record<string, unknown> } {
  return { extensions: { [key]: note } }
}

export function noteOf(field: GraphQLField<unknown, unknown>): FieldNote {
  return (field.extensions[key] as FieldNote | undefined) ?? {} // written by `noted` alone
}
