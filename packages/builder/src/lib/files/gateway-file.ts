import type { Design } from '@archwright/model'
import { envoy, type GatewayRoute, hasGateway, markedFile, paths } from '@archwright/writer'

import { type BuiltFile, ours } from '../built-file.ts'
import { placements } from './wiring-file.ts'

/** What this reads of an OpenAPI document. */
interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

interface Operation {
  /** "orders.placeOrder". */
  readonly operationId?: string
  readonly security?: readonly object[]
  readonly responses?: Readonly<Record<string, { readonly content?: object }>>
}

/** The gateway's configuration with the routes of the contract as it was emitted; none where the design has no gateway. */
export function gatewayFiles(
  design: Design,
  modules: readonly string[],
  contracts: readonly BuiltFile[],
): BuiltFile[] {
  const contract = contracts.find(({ path }) => path === 'contracts/openapi.json')
  if (!hasGateway(design) || !contract) return []
  const routes = routesOf(design, modules, JSON.parse(contract.content.toString()))
  const { path, text } = markedFile({ path: paths.gateway, text: envoy(design, routes) })
  return [ours(path, text)]
}

/** Every operation of the contract with the process that answers it. */
function routesOf(design: Design, modules: readonly string[], { paths }: Contract): GatewayRoute[] {
  const processes = placements(design, modules)
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const [module = ''] = operation.operationId?.split('.') ?? []
      const to = processes.find((each) => each.modules.includes(module))?.name
      if (to === undefined) return []
      return [{ path, method: method.toUpperCase(), to, ...needsOf(operation) }]
    }),
  )
}

/** An empty requirement among the alternatives lets callers in without a token (OpenAPI 3.1, Security Requirement). */
function needsOf({ security = [], responses = {} }: Operation) {
  const isOpen = security.length === 0 || security.some((each) => Object.keys(each).length === 0)
  const streams = Object.values(responses).some(
    ({ content = {} }) => 'text/event-stream' in content,
  )
  return { needsToken: !isOpen, streams }
}
