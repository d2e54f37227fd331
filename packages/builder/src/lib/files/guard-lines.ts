import type { Design } from '@archwright/model'

import { type BuiltFile, yours } from '../built-file.ts'

/** Flags and policies of the wiring, where the design decided for them; each line with its decision. */
export function guardLines(design: Design): string {
  const flags = decisionOf(design, 'flags')
  const policies = policyDecision(design)
  return [
    flags?.chosen.includes('in the database')
      ? `  // ${flags.id}: staff switch them at PUT /v1/flags/{name}\n  flags: { refreshMs: 2_000 },\n`
      : '',
    policies ? `  // ${policies.id}\n  policies: { folder: 'policies' },\n` : '',
  ].join('')
}

/** policies/: the first policy, from which the user goes on. */
export function policyFiles(design: Design): BuiltFile[] {
  return policyDecision(design) ? [yours('policies/roles.cedar', firstPolicy)] : []
}

function policyDecision(design: Design) {
  const decision = decisionOf(design, 'identity.authorization')
  return decision?.chosen.includes('attribute policies') ? decision : undefined
}

function decisionOf({ decisions }: Design, wanted: string) {
  return decisions.find(({ key }) => key === wanted)
}

const firstPolicy = `// Who may do what beyond roles, in Cedar (https://docs.cedarpolicy.com). Checked when a process starts; what there is to
// speak of stands in contracts/policies.cedarschema after \`npm run contracts\`. Roles come first: what they do not
// allow, no policy can. POST /v1/policies/explain tells staff which policies decide something.

@id("roles-decide")
permit (principal, action, resource);

// As in:
//
//   @id("nothing-at-night")
//   @says("This is done between 6 and 22 o'clock.")
//   forbid (principal in Role::"staff", action in [Action::"command"], resource)
//   unless { context.hour >= 6 && context.hour < 22 };
`
