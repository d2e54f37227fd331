import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Type } from 'typebox'

import { startTestProcess } from '../app/test-process.ts'
import { query } from '../contract/operation.ts'
import { defineModule, type Module } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { rolesOf } from './roles.ts'

describe('roles', () => {
  it('include others, and theirs', () => {
    const roles = rolesOf([{ roles: { owner: ['admin'], clerk: [], teller: ['clerk'] } }])
    const held = (...given: string[]) => roles.hold({ id: 'ann', roles: given }).roles
    assert.deepEqual(held('owner'), ['owner', 'admin', 'staff'])
    assert.deepEqual(held('teller', 'admin'), ['teller', 'clerk', 'admin', 'staff'])
    assert.deepEqual(held('clerk', 'unheard-of'), ['clerk', 'unheard-of'])
  })

  const wrong: Record<string, [Record<string, string[]>, RegExp]> = {
    'that include themselves': [{ a: ['b'], b: ['a'] }, /"a" includes itself/],
    'that include what nobody declares': [{ a: ['b'] }, /"a" includes "b", which nobody declares/],
    'that are the process’s own': [{ service: [] }, /"service" is reserved/],
  }
  for (const [what, [roles, says]] of Object.entries(wrong)) {
    it(`${what} are refused`, () => {
      assert.throws(() => rolesOf([{ roles }]), says)
    })
  }
})

describe('a process', () => {
  it('lets a role do what those it includes may, over its ways in', async () => {
    await using running = await start(vault(['staff'], { director: ['admin'] }))
    const { url } = running.app
    const ask = async (...roles: string[]) => {
      const authorization = `Bearer ${await running.tokenFor('ann', ...roles)}`
      const answer = await fetch(`${url}/v1/vault`, { headers: { authorization } })
      return [answer.status, await answer.json()]
    }
    assert.deepEqual(await ask('director'), [200, { isStaff: true }])
    assert.deepEqual(await ask('admin'), [200, { isStaff: true }])
    assert.equal((await ask('customer'))[0], 403)
  })

  it('does not start with a role that nobody declares, or an operation without access', async () => {
    await assert.rejects(start(vault(['janitor'])), /vault.open names the role "janitor"/)
    await assert.rejects(start(vault(undefined)), /vault.open does not say who may ask/)
    await assert.rejects(start(vault([])), /vault.open does not say who may ask/)
  })
})

function start(module: Module) {
  return startTestProcess({ modules: { vault: () => module } })
}

function vault(access: string[] | undefined, roles: Record<string, string[]> = {}): Module {
  const open = query({
    name: 'vault.open',
    summary: 'Opens it.',
    input: Type.Object({}),
    output: Type.Object({ isStaff: Type.Boolean() }),
    access: access as never, // as JavaScript would let a caller write it
    rest: 'GET /vault',
  })
  return defineModule({
    name: 'vault',
    summary: 'A vault.',
    roles,
    handlers: [
      handle(open, async (_, { principal }) => ({ isStaff: principal.roles.includes('staff') })),
    ],
  })
}
