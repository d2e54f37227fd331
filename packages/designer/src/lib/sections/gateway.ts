import type { Deployable, Gateway, Interface, Route } from '@archwright/model'

import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'
import { classOf } from './limits.ts'

/** What stands before the deployables, with the routes where it chooses between them. */
export function gatewayOf(
  situation: Situation,
  {
    interfaces,
    deployables,
  }: { interfaces: readonly Interface[]; deployables: readonly Deployable[] },
  verdicts: Verdicts,
): Gateway {
  const kind = verdicts.chosen('gateway')
  const outside = interfaces.filter(({ name }) => name !== 'internal' && name !== 'webhooks')
  return {
    kind,
    balancing: verdicts.chosen('gateway.balancing'),
    routes:
      kind === 'a load balancer'
        ? []
        : outside.flatMap((each) => routesOf(each, deployables, situation)),
    decision: verdicts.id('gateway'),
  }
}

/** The routes of an interface: one for each module, or one for all where the style has one address. */
function routesOf(
  each: Interface,
  deployables: readonly Deployable[],
  situation: Situation,
): Route[] {
  const modules = [...new Set(each.operations.map(moduleOf))]
  const home = (module: string) =>
    deployables.find(({ modules: inside }) => inside.includes(module))?.name ?? ''
  const shared = {
    interface: each.name,
    authentication: authentication[each.name] ?? 'access token',
  }
  if (each.name === 'realtime' || each.style !== 'REST')
    return [
      {
        ...shared,
        path: singlePaths[each.style] ?? '/v1/live',
        to: [...new Set(modules.map(home))].join(', '),
        limits: each.name === 'realtime' ? ['read'] : limitsOf(each.operations, situation),
        timeoutMs: each.name === 'realtime' ? 0 : timeoutOf(each.operations, situation),
        transform: transforms[each.style] ?? '',
      },
    ]
  return modules.map((module) => {
    const operations = each.operations.filter((name) => moduleOf(name) === module)
    return {
      ...shared,
      path: `${each.name === 'public' ? '/v1' : `/v1/${each.name}`}/${module}/*`,
      to: home(module),
      limits: limitsOf(operations, situation),
      timeoutMs: timeoutOf(operations, situation),
      transform: '',
    }
  })
}

const authentication: Readonly<Record<string, string>> = {
  public: 'access token; none where an operation is public',
  staff: 'access token of a staff role',
  programs: 'API key or client credentials',
  devices: 'certificate or key of the device',
  realtime: 'access token when it opens',
}

const singlePaths: Readonly<Record<string, string>> = {
  GraphQL: '/graphql',
  gRPC: '/<package>.<Service>/*',
  MQTT: 'mqtts://',
  'HTTPS in batches': '/v1/devices/*',
}

const transforms: Readonly<Record<string, string>> = {
  GraphQL: 'one request is split over the services that own its fields',
  WebSocket: 'HTTP is upgraded; the token is checked again when it ends',
  MQTT: 'topics become events on the channel inside',
}

const limitsOf = (names: readonly string[], { loads }: Situation): string[] => [
  ...new Set(loads.filter(({ operation }) => names.includes(operation.name)).map(classOf)),
]

/** Above the latency that 99 of 100 calls keep, so that only what is stuck is cut off. */
const patience = 5

function timeoutOf(names: readonly string[], { brief }: Situation): number {
  const bounds = brief.operations
    .filter(({ name }) => names.includes(name))
    .map(({ latencyMs = 0 }) => latencyMs)
  return patience * Math.max(0, ...bounds)
}

const moduleOf = (operation: string) => operation.slice(0, operation.indexOf('.'))
