import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
  valueFromASTUntyped,
} from 'graphql'

import { noteOf } from '../../contracts-out/graphql/field-note.ts'

export type Variables = Readonly<Record<string, unknown>>

/** How much an operation asks for, before anything is executed. */
export interface Measure {
  /** Fields in the outermost selection: calls of operations. */
  readonly fields: number
  /** Fields inside fields. */
  readonly depth: number
  /** Fields that the answer may hold: each counts as often as the pages and lists around it have items. */
  readonly cost: number
}

/**
 * Measures an operation that is valid. Introspection is not counted: its depth is limited by a rule of its own, and it
 * calls nothing. Each fragment is looked at once, so that fragments of fragments cost no time.
 */
export function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): Measure {
  const root = schema.getRootType(operation.operation)
  if (!root) return nothing
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  )
  const defaults = operation.variableDefinitions?.flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
  )
  const given = { ...Object.fromEntries(defaults ?? []), ...variables }
  const walk = new Walk(schema, fragments, given)
  return walk.selections(operation.selectionSet, root)
}

const nothing: Measure = { fields: 0, depth: 0, cost: 0 }

class Walk {
  readonly #schema: GraphQLSchema
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #variables: Variables
  readonly #measured = new Map<string, Measure>()

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Variables,
  ) {
    this.#schema = schema
    this.#fragments = fragments
    this.#variables = variables
  }

  selections({ selections }: SelectionSetNode, type: GraphQLNamedType): Measure {
    let total = nothing
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) total = sum(total, this.#field(selection, type))
      else if (selection.kind === Kind.FRAGMENT_SPREAD)
        total = sum(total, this.#fragment(selection.name.value))
      else {
        const inner = this.#schema.getType(selection.typeCondition?.name.value ?? '') ?? type
        total = sum(total, this.selections(selection.selectionSet, inner))
      }
    }
    return total
  }

  #field(node: FieldNode, type: GraphQLNamedType): Measure {
    const field = fieldOf(type, node.name.value)
    if (!field) return nothing // introspection
    const inner = node.selectionSet
      ? this.selections(node.selectionSet, getNamedType(field.type))
      : nothing
    return { fields: 1, depth: 1 + inner.depth, cost: 1 + this.#times(node, field) * inner.cost }
  }

  #fragment(name: string): Measure {
    const known = this.#measured.get(name)
    if (known) return known
    const fragment = this.#fragments.get(name)
    const type = fragment && this.#schema.getType(fragment.typeCondition.name.value)
    const found = fragment && type ? this.selections(fragment.selectionSet, type) : nothing
    this.#measured.set(name, found)
    return found
  }

  /** How often what is inside of a field may stand in the answer. */
  #times(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
    const { page, items, each } = noteOf(field)
    if (page) {
      const first = this.#argument(node, 'first')
      return typeof first === 'number' ? Math.min(Math.max(first, 1), page.most) : page.usual
    }
    const list = each && this.#argument(node, each)
    return Array.isArray(list) ? list.length : (items ?? 1)
  }

  #argument(node: FieldNode, name: string): unknown {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value
    return value && valueFromASTUntyped(value, this.#variables)
  }
}

function sum(a: Measure, b: Measure): Measure {
  return {
    fields: a.fields + b.fields,
    depth: Math.max(a.depth, b.depth),
    cost: a.cost + b.cost,
  }
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
}
