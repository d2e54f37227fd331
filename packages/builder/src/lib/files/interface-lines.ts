import type { Design } from '@archwright/model'

/** What the wiring says of a style of interface beside REST, which is always open. */
const wirings: Readonly<Record<string, string>> = {
  GraphQL:
    "graphql: { documents: 'any', maxDepth: 8, maxCost: 5_000, maxCalls: 20, maxSubscriptions: 20 },",
  gRPC: 'grpc: { web: true },', // browsers among them need no proxy
  WebSocket: 'websocket: { maxSockets: 10_000, maxCalls: 8, maxFollowed: 20 },',
}

/** The interfaces of a wiring, as the design decided: each style that clients from outside speak, once. */
export function interfaceLines({ interfaces }: Pick<Design, 'interfaces'>): string {
  // Modules that run apart call one another over the kit's own HTTP, whatever clients speak.
  const outside = interfaces.filter(({ name, style }) => name !== 'internal' && style in wirings)
  const first = new Map(outside.toReversed().map((each) => [each.style, each]))
  const lines = [...first.values()].toReversed().flatMap(({ style, decision }) => {
    return [`    // ${decision}`, `    ${wirings[style]}`]
  })
  return lines.length === 0 ? '  interfaces: {},' : `  interfaces: {\n${lines.join('\n')}\n  },`
}
