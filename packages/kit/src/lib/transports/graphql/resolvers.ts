import { builtIn } from '../../contract/failure.ts'
import type { Operation } from '../../contract/operation.ts'
import { pageSizeOf } from '../../contracts-out/graphql/connection.ts'
import {
  afterArgument,
  type Entities,
  keyArgument,
  type Resolver,
  type Resolvers,
} from '../../contracts-out/graphql/resolvers.ts'
import { shapeOf } from '../../contracts-out/graphql/shape.ts'
import { dataOfEvent } from '../../contracts-out/graphql/subscription-fields.ts'
import { plainSchema } from '../../contracts-out/json-schema.ts'
import type { Following, Told } from '../../dispatch/follow.ts'
import { readConnection } from './page.ts'
import { nullWhenNotThere, type RequestContext } from './request-context.ts'

/** Fields as calls of the path. */
export const resolvers: Resolvers<RequestContext> = {
  call,
  page,
  refer: ({ property, operation, field, list }) => {
    const one = (value: unknown, context: RequestContext) =>
      value === null || value === undefined ? null : context.refer(operation, field, value)
    return (source, _args, context) => {
      const value = (source as Record<string, unknown>)[property] // fields of objects have objects as their source
      return list && Array.isArray(value)
        ? value.map((item) => one(item, context))
        : one(value, context)
    }
  },
  follow:
    ({ name }) =>
    async (_source, { [afterArgument]: after, ...input }, context) =>
      tell(await context.follow(name, input, after ?? undefined)),
  entities: entityResolver,
}

function call(operation: Operation): Resolver<RequestContext> {
  const says = shapeOf(plainSchema(operation.output)).is
  return async (_source, { [keyArgument]: key, ...input }, context) => {
    const output = await context.call(operation, input, key)
    return says === 'nothing' ? true : output
  }
}

function page(operation: Operation): Resolver<RequestContext> {
  const { usual, most } = pageSizeOf(operation)
  return (_source, { first, after, ...input }, context) =>
    readConnection({ first: first ?? usual, after: after ?? undefined, most }, (asked) =>
      context.call(operation, { ...input, ...asked }),
    )
}

/** Events as the fields of a subscription. No generator: that could not be ended while it waits for the next event. */
function tell(events: Following): AsyncIterableIterator<Told> {
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      const { done, value } = await events.next()
      if (done) return { done, value: undefined }
      return { done: false, value: { ...value, data: dataOfEvent(value.event, value.data) } }
    },
    async return() {
      await events.return?.()
      return { done: true, value: undefined }
    },
  }
}

/** Objects by their keys, for a gateway. Each kind of them is charged once, as one call from outside. */
function entityResolver(entities: Entities): Resolver<RequestContext> {
  return (_source, { representations }, context) => {
    const charged = new Set<string>()
    const get = async (representation: unknown) => {
      const given = Object(representation) as Record<string, unknown> // any JSON value
      const name = String(given.__typename)
      const key = entities.get(name)
      if (!key) throw builtIn('INVALID_INPUT', { says: `${name} is no entity of this service.` })
      const { operation, field, property } = key
      const isFirst = !charged.has(name)
      charged.add(name)
      const found = isFirst
        ? await context.call(operation, { [field]: given[property] }).catch(nullWhenNotThere)
        : await context.refer(operation, field, given[property])
      return found && { ...found, __typename: name }
    }
    return (representations as readonly unknown[]).map(get) // a list, says the argument's type
  }
}
