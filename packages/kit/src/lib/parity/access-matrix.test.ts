import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'

import { Type } from 'typebox'

import { rolesOf } from '../access/roles.ts'
import { addNote, getNote, listNotes, notes } from '../access/testing/notes.ts'
import { type BearerLookup, bearerLookup } from '../contract/bearer-lookup.ts'
import { type Access, command, type Operation, type Output, query } from '../contract/operation.ts'
import { isApiKey, newApiKey } from '../identity/api-key.ts'
import { defineModule, type Module } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import type { Outcome, ParityCaller } from './testing/parity-caller.ts'
import { type Parity, startParity } from './testing/start-parity.ts'

/** One operation of each kind and access; the matrix is made of what they declare. */
const accesses: readonly Access[] = ['public', ['customer'], ['partner', 'staff'], ['owner']]
const named = (access: Access) => (typeof access === 'string' ? access : access.join('Or'))
const gates = defineModule({
  name: 'gates',
  summary: 'Gates.',
  roles: { owner: ['admin'] },
  handlers: accesses.flatMap((access) => {
    const both = {
      summary: 'Passes.',
      input: Type.Object({}),
      output: Type.Object({ passed: Type.Boolean() }),
      access,
    }
    const suffix = named(access).charAt(0).toUpperCase() + named(access).slice(1)
    const look = query({ ...both, name: `gates.look${suffix}`, rest: `GET /look-${suffix}` })
    const pass = command({
      ...{ ...both, name: `gates.pass${suffix}`, rest: `POST /pass-${suffix}` },
      idempotency: 'none',
    })
    return [look, pass].map((operation) => handle(operation, async () => ({ passed: true })))
  }),
})

type BearerOf = Output<BearerLookup['operation']>['bearer']

/** Keys of programs, by the hash under which they are looked up. */
const partner = { id: randomUUID(), roles: ['partner'], key: 'k1' }
const [wide, narrow] = [newApiKey('key_'), newApiKey('key_')]
const bearers = new Map<string, BearerOf>([
  [wide.hash, partner],
  [narrow.hash, { ...partner, operations: ['gates.lookPartnerOrStaff'] }],
])
const lookup = bearerLookup({ prefix: 'key_', name: 'desk.useKey', summary: 'Whose key this is.' })
const desk = defineModule({
  name: 'desk',
  summary: 'Keys.',
  handlers: [handle(lookup.operation, async ({ hash }) => ({ bearer: bearers.get(hash) ?? null }))],
  bearers: [{ ...lookup, isToken: (text) => isApiKey('key_', text) }],
})

const modules: readonly Module[] = [gates, notes(), desk]
const callersRoles = ['customer', 'partner', 'staff', 'admin', 'owner']
const red = { id: 'ann', roles: ['customer'], tenant: randomUUID() }
const blue = { ...red, tenant: randomUUID() }

let parity: Parity
before(async () => {
  parity = await startParity(modules)
})
after(() => parity[Symbol.asyncDispose]())

describe('the access matrix', () => {
  it('is as declared: every operation × every role × every way in', async () => {
    const { hold } = rolesOf(modules)
    const wrong: string[] = []
    let tries = 0
    for (const { operation } of gates.handlers) {
      for (const role of [undefined, ...callersRoles]) {
        const token = role === undefined ? {} : { token: await parity.tokens.of('ann', role) }
        const held = role === undefined ? [] : hold({ id: 'ann', roles: [role] }).roles
        const expected = refusalOf(operation, held)
        for (const caller of parity.callers) {
          const seen = codeOf(await caller.call(operation, {}, token))
          tries += 1
          if (seen !== expected)
            wrong.push(`${operation.name} as ${role} over ${caller.transport}: ${seen}`)
        }
      }
    }
    assert.deepEqual(wrong, [])
    assert.equal(tries, 8 * 6 * parity.callers.length)
  })

  it('lets keys in over every way in, and with one for some operations to those only', async () => {
    for (const { operation } of gates.handlers) {
      const named = operation.name === 'gates.lookPartnerOrStaff' || operation.access === 'public'
      for (const caller of parity.callers) {
        const seen = async (token: string) => codeOf(await caller.call(operation, {}, { token }))
        const where = `${operation.name} over ${caller.transport}`
        assert.equal(await seen(wide.token), refusalOf(operation, partner.roles), where)
        assert.equal(await seen(narrow.token), named ? undefined : 'FORBIDDEN', where)
        assert.equal(await seen(newApiKey('key_').token), 'UNAUTHENTICATED', where)
        assert.equal(await seen(`${wide.token}0`), 'UNAUTHENTICATED', where)
      }
    }
  })

  it('has no way from one tenant to another, by any id, over any way in', async () => {
    const own = { token: await parity.tokens.as(red) }
    const strange = { token: await parity.tokens.as(blue) }
    for (const caller of parity.callers) {
      const text = `secret over ${caller.transport}`
      const added = await caller.call(addNote, { text }, { ...own, key: randomUUID() })
      const { id: noteId } = Object('output' in added && added.output)

      assert.equal(codeOf(await caller.call(getNote, { noteId }, own)), undefined)
      assert.equal(codeOf(await caller.call(getNote, { noteId }, strange)), 'NOTE_NOT_FOUND')
      assert.deepEqual(await textsOf(caller, strange), [])
    }
    const [first] = parity.callers
    assert.ok(first)
    assert.equal((await textsOf(first, own)).length, parity.callers.length)
  })

  it('lets nobody in to what is kept per tenant who acts for none', async () => {
    const nobodys = { token: await parity.tokens.of('ann', 'customer') }
    for (const caller of parity.callers) {
      assert.equal(codeOf(await caller.call(listNotes, {}, nobodys)), 'FORBIDDEN')
      assert.equal(codeOf(await caller.call(listNotes, {}, {})), 'UNAUTHENTICATED')
    }
  })
})

function refusalOf({ access }: Operation, held: readonly string[]): string | undefined {
  if (access === 'public' || held.some((role) => access.includes(role))) return undefined
  return held.length === 0 ? 'UNAUTHENTICATED' : 'FORBIDDEN'
}

function codeOf(outcome: Outcome): string | undefined {
  return 'failure' in outcome ? outcome.failure.code : undefined
}

async function textsOf(caller: ParityCaller, options: { token: string }): Promise<string[]> {
  const listed = await caller.call(listNotes, {}, options)
  assert.ok('output' in listed, JSON.stringify(listed))
  return Object(listed.output).texts
}
