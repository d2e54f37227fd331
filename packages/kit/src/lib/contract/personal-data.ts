import { type Static, Type } from 'typebox'

import {
  type Command,
  type CommandSpec,
  command,
  type Query,
  type QuerySpec,
  query,
} from './operation.ts'

/** A person, by the subject of their account and by what else modules may know them by. */
export type Person = Static<typeof Person>
export const Person = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 200, description: 'Subject of the account.' }),
  knownAs: Type.Array(Type.String({ maxLength: 320 }), {
    maxItems: 100,
    description: 'Other names that modules told of, as email addresses.',
  }),
})

/** What a module holds of a person: rows as they are kept, by what they are. */
const Held = Type.Object({
  knownAs: Person.properties.knownAs,
  held: Type.Array(
    Type.Object({
      what: Type.String({ examples: ['orders'] }),
      why: Type.String({ description: 'What it is kept for.', examples: ['to deliver the order'] }),
      rows: Type.Array(Type.Unknown()),
    }),
  ),
})

/** What has become of what a module held. */
export type Erased = Static<typeof Erased>
export const Erased = Type.Object({
  erased: Type.Array(
    Type.Object(
      { what: Type.String(), count: Type.Integer({ minimum: 0 }) },
      { title: 'ErasedPart' },
    ),
  ),
  kept: Type.Array(
    Type.Object(
      {
        what: Type.String(),
        count: Type.Integer({ minimum: 0 }),
        because: Type.String({
          description: 'The duty that forbids to erase it, and for how long.',
        }),
      },
      { title: 'KeptPart' },
    ),
  ),
})

const finding = {
  input: Person,
  output: Held,
  access: 'internal',
  deadlineMs: 20_000,
} as const satisfies Partial<QuerySpec>

const erasing = {
  input: Person,
  output: Erased,
  access: 'internal',
  deadlineMs: 20_000,
  idempotency: 'natural',
} as const satisfies Partial<CommandSpec>

/** The two operations by which a module answers for what it holds of people. */
export interface PersonalData {
  readonly find: Query<Pick<QuerySpec, 'name' | 'summary'> & typeof finding>
  readonly erase: Command<Pick<CommandSpec, 'name' | 'summary'> & typeof erasing>
}

/**
 * Declares that a module holds data of people: what it holds can be asked for (GDPR Art. 15 and 20) and erased
 * (Art. 17), person by person. Name it in the module's `personalData` and handle both operations.
 */
export function personalData(module: string): PersonalData {
  return {
    find: query({
      ...finding,
      name: `${module}.findPersonalData`,
      summary: 'What is held of a person',
    }),
    erase: command({
      ...erasing,
      name: `${module}.erasePersonalData`,
      summary:
        'Erases what is held of a person, but for what a law obliges to keep; a repeat finds it done',
    }),
  }
}
