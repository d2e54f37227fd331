import {
  Actor,
  Ask,
  Brief,
  Capability,
  Constraints,
  Dependency,
  Entity,
  Operation,
} from '@archwright/model'
import { type Static, Type } from 'typebox'

const { title, summary, objectives, team, existing, concern } = Brief.properties

/** A brief as a person writes it: everything but the name of the system may be missing. */
export type ShortBrief = Static<typeof ShortBrief>
export const ShortBrief = Type.Object({
  system: Type.String({ minLength: 1 }),
  title: Type.Optional(title),
  summary: Type.Optional(summary),
  capabilities: Type.Optional(Type.Array(Capability)),
  actors: Type.Optional(
    Type.Array(Type.Object({ ...Type.Partial(Actor).properties, name: Actor.properties.name })),
  ),
  entities: Type.Optional(
    Type.Array(Type.Object({ ...Type.Partial(Entity).properties, name: Entity.properties.name })),
  ),
  operations: Type.Optional(
    Type.Array(
      Type.Object({ ...Type.Partial(Operation).properties, name: Operation.properties.name }),
    ),
  ),
  dependencies: Type.Optional(
    Type.Array(
      Type.Object({ ...Type.Partial(Dependency).properties, name: Dependency.properties.name }),
    ),
  ),
  objectives: Type.Optional(objectives),
  team: Type.Optional(team),
  constraints: Type.Optional(Type.Partial(Constraints)),
  existing: Type.Optional(existing),
  asks: Type.Optional(Type.Array(Ask)),
  concern,
})
