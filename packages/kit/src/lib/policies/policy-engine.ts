import { randomUUID } from 'node:crypto'

import * as cedar from '@cedar-policy/cedar-wasm/nodejs'

import type { Principal } from '../dispatch/principal.ts'
import type { Module } from '../module/define-module.ts'
import { type Policy, policySetOf, readPolicies } from './policy-files.ts'
import { type Action, actionsOf, schemaOf, types } from './policy-schema.ts'

export interface Asked {
  /** Name of the operation or subscription. */
  readonly action: string
  readonly principal: Principal
  /** As validated. */
  readonly input: unknown
  /** What it is done to, as the query of its `about` answers. */
  readonly resource?: unknown
}

/** What was decided, and by which policies: those that forbid, or else those that permit; none: nothing permits it. */
export interface Decision {
  readonly allowed: boolean
  readonly policies: readonly Policy[]
}

/** Decides by the policies of a project. */
export interface PolicyEngine {
  /** The query and the field by which the thing is found that policies of this action look at; undefined: they do not. */
  looksAt(action: string): Action['about']
  decide(asked: Asked): Decision
}

export interface EngineParts {
  readonly folder: URL
  readonly modules: readonly Module[]
  now(): Date
}

/**
 * Reads and checks the policies. An action that only policies without any condition permit is decided here, once.
 * @throws TypeError with the place of each mistake in a policy
 */
export async function openPolicies({ folder, modules, now }: EngineParts): Promise<PolicyEngine> {
  const actions = actionsOf(modules)
  const policies = await readPolicies(folder, actions)
  const known = new Map(policies.map((policy) => [policy.id, policy]))
  const id = randomUUID()
  cedar.preparsePolicySet(id, policySetOf(policies))
  cedar.preparseSchema(id, schemaOf(actions))
  const settled = settledOf([...actions.values()], policies)
  return {
    looksAt(name) {
      const action = actions.get(name)
      if (!action?.about || settled.has(name)) return undefined
      const looking = policies.some((policy) => speaksOf(policy, action) && usesResource(policy))
      return looking ? action.about : undefined
    },
    decide(asked) {
      const decided = settled.get(asked.action)
      if (decided) return decided
      const action = actions.get(asked.action)
      if (!action) throw new TypeError(`no policy speaks of ${asked.action}`)
      return decideBy(cedar.statefulIsAuthorized(callOf(action, asked, now(), id)), known)
    },
  }
}

function decideBy(answer: cedar.AuthorizationAnswer, known: ReadonlyMap<string, Policy>): Decision {
  if (answer.type === 'failure')
    throw new Error(`policies: ${answer.errors.map(({ message }) => message).join('; ')}`)
  const { decision, diagnostics } = answer.response
  const [failed] = diagnostics.errors
  // Cedar goes on without a policy that fails, as one that forbids what it cannot compute. Denied is safe.
  if (failed) return { allowed: false, policies: [known.get(failed.policyId) ?? []].flat() }
  const policies = diagnostics.reason.flatMap((id) => known.get(id) ?? [])
  return { allowed: decision === 'allow', policies }
}

function callOf(
  action: Action,
  { principal, input, resource }: Asked,
  at: Date,
  id: string,
): cedar.StatefulAuthorizationCall {
  const { id: caller, roles, tenant, key } = principal
  const who = { type: types.caller, id: caller }
  const thing = action.resource
    ? { type: action.resource.type, id: idOf(input, action) }
    : { type: types.module, id: action.groups[0] ?? '' }
  const attributes = resource === undefined ? {} : action.resource?.told.tell(resource)
  return {
    principal: who,
    action: { type: 'Action', id: action.name },
    resource: thing,
    context: {
      input: action.input.tell(input) ?? {},
      hour: at.getUTCHours(),
      weekday: at.getUTCDay() || 7,
    },
    preparsedPolicySetId: id,
    preparsedSchemaName: id,
    validateRequest: false, // told by the types that the schema is made of
    entities: [
      {
        uid: who,
        attrs: {
          id: caller,
          roles: [...roles],
          ...(tenant ? { tenant } : {}),
          ...(key ? { key } : {}),
        },
        parents: roles.map((role) => ({ type: types.role, id: role })),
      },
      { uid: thing, attrs: Object(attributes), parents: [] },
    ],
  }
}

function idOf(input: unknown, { about }: Action): string {
  return String(Object(input)[about?.by ?? ''] ?? '')
}

/** Actions on which every caller gets the same answer whatever they ask. */
function settledOf(actions: readonly Action[], policies: readonly Policy[]): Map<string, Decision> {
  return new Map(
    actions.flatMap((action) => {
      const speaking = policies.filter((policy) => speaksOf(policy, action))
      const always = speaking.filter(isUnconditional)
      if (speaking.some(({ effect }) => effect === 'forbid')) return []
      if (speaking.length > 0 && always.length === 0) return []
      return [[action.name, { allowed: always.length > 0, policies: always }]]
    }),
  )
}

function isUnconditional({ json }: Policy): boolean {
  return json.principal.op === 'All' && json.resource.op === 'All' && json.conditions.length === 0
}

/** Whether a policy's scope takes in the action, by itself or by a group. */
function speaksOf({ json }: Policy, { name, groups }: Action): boolean {
  const scope = json.action
  if (scope.op === 'All') return true
  const uids = 'entities' in scope ? scope.entities : 'entity' in scope ? [scope.entity] : []
  const ids = uids.map((uid) => ('__entity' in uid ? uid.__entity.id : uid.id))
  return ids.includes(name) || groups.some((group) => ids.includes(group))
}

function usesResource({ json }: Policy): boolean {
  return JSON.stringify(json.conditions).includes('"Var":"resource"')
}
