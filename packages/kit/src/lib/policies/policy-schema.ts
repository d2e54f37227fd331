import type { SchemaJson, Type } from '@cedar-policy/cedar-wasm/nodejs'

import { moduleOf, type OperationSpec } from '../contract/operation.ts'
import type { Subscription } from '../contract/subscription.ts'
import type { Module } from '../module/define-module.ts'
import { type Told, toldOf } from './cedar-type.ts'

/** An operation or subscription as policies know it. */
export interface Action {
  readonly name: string
  /** The names of groups that it is in: its module, and command, query or subscription. */
  readonly groups: readonly string[]
  readonly input: Told
  /** What it is done to, where that is declared; its module otherwise. */
  readonly resource: { readonly type: string; readonly told: Told } | undefined
  readonly about: OperationSpec['about']
}

/** Whom and what policies speak of; see {@link schemaOf}. */
export const types = { caller: 'Caller', role: 'Role', module: 'Module' } as const

/**
 * What policies may speak of, from the definitions: who may call at all is no action of theirs.
 * @throws TypeError for an `about` that names no query
 */
export function actionsOf(modules: readonly Module[]): Map<string, Action> {
  const operations = modules.flatMap(({ handlers }) => handlers.map(({ operation }) => operation))
  const queries = new Map<string, OperationSpec>(
    operations.filter(({ kind }) => kind === 'query').map((query) => [query.name, query]),
  )
  const asked: readonly (OperationSpec | Subscription)[] = [
    ...operations,
    ...modules.flatMap(({ subscriptions = [] }) => subscriptions),
  ]
  return new Map(
    asked
      .filter(({ access }) => access !== 'internal')
      .map((one) => {
        const kind = 'kind' in one ? String(one.kind) : 'subscription'
        const about = 'about' in one ? one.about : undefined
        const action = {
          name: one.name,
          groups: [moduleOf(one.name), kind],
          input: toldOf(one.input) ?? nothing,
          about,
          resource: about && resourceOf(one.name, queries.get(about.query)),
        }
        return [one.name, action]
      }),
  )
}

const nothing: Told = { type: { type: 'Record', attributes: {} }, tell: () => ({}) }

function resourceOf(name: string, query: OperationSpec | undefined): Action['resource'] {
  if (!query) throw new TypeError(`${name} is about what no query answers`)
  const { title = query.name.replaceAll(/\W/g, '_') } = query.output as { title?: string }
  return { type: title, told: toldOf(query.output) ?? nothing }
}

const text = { type: 'String' } as const

/** The schema in Cedar's JSON: `Caller in [Role]` asks for actions about resources, with its input as context. */
export function schemaOf(actions: ReadonlyMap<string, Action>): SchemaJson<string> {
  const all = [...actions.values()]
  const groups = new Set(all.flatMap((action) => action.groups))
  const resources = all.flatMap(({ resource }) => (resource ? [resource] : []))
  const caller: Type<string> = {
    type: 'Record',
    attributes: {
      id: text,
      roles: { type: 'Set', element: text },
      tenant: { ...text, required: false },
      key: { ...text, required: false },
    },
  }
  return {
    '': {
      entityTypes: {
        [types.role]: {},
        [types.module]: {},
        [types.caller]: { memberOfTypes: [types.role], shape: caller },
        ...Object.fromEntries(resources.map(({ type, told }) => [type, { shape: told.type }])),
      },
      actions: {
        ...Object.fromEntries([...groups].map((group) => [group, {}])),
        ...Object.fromEntries(
          all.map(({ name, groups: memberOf, input, resource }) => [
            name,
            {
              memberOf: memberOf.map((id) => ({ id })),
              appliesTo: {
                principalTypes: [types.caller],
                resourceTypes: [resource?.type ?? types.module],
                context: { type: 'Record', attributes: { input: input.type, hour, weekday } },
              },
            },
          ]),
        ),
      },
    },
  }
}

/** By UTC: 0 to 23, and 1 (Monday) to 7. */
const hour = { type: 'Long' } as const
const weekday = { type: 'Long' } as const
