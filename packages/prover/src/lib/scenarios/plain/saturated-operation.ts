import type { Claim } from '@archwright/model'

import type { Endpoint } from '../../contracts/openapi.ts'

/** The operation whose highest load the design makes a claim of, where the contract has it. */
export function saturatedOperation(
  endpoints: readonly Endpoint[],
  claims: readonly Pick<Claim, 'key'>[],
): string | undefined {
  const [name] = claims.flatMap(({ key }) => /^saturation(\.\w+)$/.exec(key)?.[1] ?? [])
  return name && endpoints.find(({ id }) => id.endsWith(name))?.id
}
