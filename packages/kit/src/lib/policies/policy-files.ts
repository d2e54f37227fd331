import { readdir, readFile } from 'node:fs/promises'

import * as cedar from '@cedar-policy/cedar-wasm/nodejs'

import type { Action } from './policy-schema.ts'
import { schemaOf } from './policy-schema.ts'

/** A policy of a file. */
export interface Policy {
  /** Its annotation @id, or else its place. */
  readonly id: string
  /** file:line */
  readonly place: string
  readonly text: string
  readonly effect: cedar.Effect
  /** Its annotation @says: one sentence for who is refused. */
  readonly says: string | undefined
  readonly json: cedar.PolicyJson
}

/**
 * Reads the policies of a folder (*.cedar) and checks them against what there is to speak of.
 * @throws TypeError with the place of each mistake
 */
export async function readPolicies(
  folder: URL,
  actions: ReadonlyMap<string, Action>,
): Promise<Policy[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.cedar')).toSorted()
  const files = await Promise.all(
    names.map(async (name) => policiesOf(name, await readFile(new URL(name, folder), 'utf8'))),
  )
  const policies = files.flat()
  const twice = policies.find(({ id }, at) => policies.findIndex((one) => one.id === id) < at)
  if (twice) throw new TypeError(`policies: ${twice.place}: a second policy is named ${twice.id}`)
  validate(policies, actions)
  return policies
}

function policiesOf(file: string, source: string): Policy[] {
  const parsed = cedar.checkParsePolicySet({ staticPolicies: source })
  if (parsed.type === 'failure') throw wrong(parsed.errors.map((one) => placed(one, file, source)))
  const parts = cedar.policySetTextToParts(source)
  if (parts.type === 'failure' || parts.policy_templates.length > 0)
    throw wrong([`${file}: templates are linked by nobody`])
  let from = 0
  return parts.policies
    .map((text) => ({ text, at: source.indexOf(text) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ text }) => {
      from = source.indexOf(text, from)
      const place = `${file}:${lineAt(source, from)}`
      from += text.length
      return policyOf(text, place)
    })
}

function policyOf(text: string, place: string): Policy {
  const answer = cedar.policyToJson(text)
  if (answer.type === 'failure')
    throw wrong(answer.errors.map(({ message }) => `${place}: ${message}`))
  const { json } = answer
  const { id = place, says } = json.annotations ?? {}
  return { id, place, text, effect: json.effect, says, json }
}

function validate(policies: readonly Policy[], actions: ReadonlyMap<string, Action>): void {
  const answer = cedar.validate({ schema: schemaOf(actions), policies: policySetOf(policies) })
  if (answer.type === 'failure') throw wrong(answer.errors.map(({ message }) => message))
  const known = new Map(policies.map((policy) => [policy.id, policy]))
  if (answer.validationErrors.length === 0) return
  throw wrong(
    answer.validationErrors.map(({ policyId, error }) => {
      const { place = policyId, text = '' } = known.get(policyId) ?? {}
      const [file = '', line = '1'] = place.split(':')
      const within = lineAt(text, error.sourceLocations?.[0]?.start ?? 0) - 1
      return `${file}:${Number(line) + within}: ${withHelp(error)}`
    }),
  )
}

/** The policies as Cedar takes them. */
export function policySetOf(policies: readonly Policy[]): cedar.PolicySet {
  return { staticPolicies: Object.fromEntries(policies.map(({ id, text }) => [id, text])) }
}

function placed(error: cedar.DetailedError, file: string, source: string): string {
  const at = error.sourceLocations?.[0]?.start ?? 0
  return `${file}:${lineAt(source, at)}: ${withHelp(error)}`
}

function withHelp({ message, help }: cedar.DetailedError): string {
  return help ? `${message} (${help})` : message
}

function lineAt(source: string, at: number): number {
  return source.slice(0, at).split('\n').length
}

function wrong(problems: readonly string[]): TypeError {
  return new TypeError(`policies: ${problems.join('; ')}`)
}
