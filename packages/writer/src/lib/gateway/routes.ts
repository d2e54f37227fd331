import type { Design } from '@archwright/model'

import { slug } from '../paths.ts'
import { endpoints } from '../process-face.ts'
import { typeOf } from './extension.ts'
import type { GatewayRoute } from './gateway-route.ts'
import { checksTokens, homeOf, withoutToken, withToken, withTokenIfAny } from './token-filter.ts'

/** Every path of the contract to the process that answers it, and where all else goes. */
export function routeEntries(design: Design, routes: readonly GatewayRoute[]): object[] {
  const entries = routes.toSorted(byPrecision).map((route) => routeEntry(design, route))
  return [...inside(design), ...entries, ...others(design)]
}

/** Words before variables, so that /orders/changes is not taken for an order. */
function byPrecision(a: GatewayRoute, b: GatewayRoute): number {
  const [left, right] = [a.path, b.path].map((path) => path.replaceAll(/\{[^}]*\}/g, '\u{10ffff}'))
  if (left !== right) return (left ?? '') < (right ?? '') ? -1 : 1
  return a.method < b.method ? -1 : 1
}

/** What is for operators alone is answered to nobody outside. */
function inside(design: Design): object[] {
  return [endpoints.metrics, endpoints.live, endpoints.ready, endpoints.started, '/internal'].map(
    (path) => ({
      match: { path_separated_prefix: path },
      direct_response: { status: 404 },
      ...(checksTokens(design) ? { typed_per_filter_config: withoutToken } : {}),
    }),
  )
}

function routeEntry(design: Design, route: GatewayRoute): object {
  const { path, method, to, needsToken, streams } = route
  return {
    name: `${method} ${path}`,
    match: {
      ...pathMatch(path),
      headers: [{ name: ':method', string_match: methodMatch(method) }],
    },
    route: {
      cluster: slug(to),
      timeout: streams ? '0s' : `${timeoutMs(design) / 1000}s`,
      ...(streams ? { idle_timeout: '0s' } : {}),
      retry_policy: retries(method),
    },
    ...(checksTokens(design)
      ? { typed_per_filter_config: needsToken ? withToken : withTokenIfAny }
      : {}),
  }
}

/** Documents, discovery, long work, single-address interfaces: everything the contract does not list, by its first process. */
function others(design: Design): object[] {
  const home = homeOf(design)
  if (!home) return []
  return [
    {
      name: 'whatever else there is',
      match: { prefix: '/' },
      route: { cluster: slug(home.name), timeout: '0s', retry_policy: retries('') },
      ...(checksTokens(design) ? { typed_per_filter_config: withTokenIfAny } : {}),
    },
  ]
}

/** HEAD is answered wherever GET is (RFC 9110). */
const methodMatch = (method: string): object =>
  method === 'GET' ? { safe_regex: { regex: 'GET|HEAD' } } : { exact: method }

function pathMatch(path: string): object {
  if (!path.includes('{')) return { path }
  return {
    path_match_policy: {
      name: 'envoy.path.match.uri_template.uri_template_matcher',
      typed_config: {
        '@type': typeOf('path.match.uri_template', 'UriTemplateMatchConfig'),
        path_template: path,
      },
    },
  }
}

/** What never reached a process is asked of another; what may have, only where asking twice changes nothing. */
function retries(method: string): object {
  const safe = method === 'GET' || method === 'HEAD'
  return {
    retry_on: [
      'connect-failure',
      'refused-stream',
      ...(safe ? ['reset', 'gateway-error'] : []),
    ].join(','),
    num_retries: 1,
    retry_host_predicate: [
      {
        name: 'envoy.retry_host_predicates.previous_hosts',
        typed_config: {
          '@type': typeOf('retry.host.previous_hosts', 'PreviousHostsPredicate'),
        },
      },
    ],
    host_selection_retry_max_attempts: 3,
  }
}

/** Above what any operation may take, so that only what is stuck is cut off. */
function timeoutMs({ gateway }: Design): number {
  return Math.max(15_000, ...gateway.routes.map((route) => route.timeoutMs))
}
