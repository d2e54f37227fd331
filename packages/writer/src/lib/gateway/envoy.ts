import type { Design } from '@archwright/model'

import { gatewayPort } from '../process-face.ts'
import { yamlText } from '../text/yaml.ts'
import { cluster } from './cluster.ts'
import { filter, socket, typeOf } from './extension.ts'
import type { GatewayRoute } from './gateway-route.ts'
import { limitFilter } from './limit-filter.ts'
import { routeEntries } from './routes.ts'
import { checksTokens, tokenFilter } from './token-filter.ts'

/** Whether the design has a gateway, which then is Envoy. */
export const hasGateway = ({ gateway }: Design): boolean => gateway.kind === 'an API gateway'

/**
 * Configuration of Envoy (static, v3 API) as the gateway: each path of the contract goes to the process that answers it;
 * forged and expired access tokens, missing ones where one is needed, and floods from one address end here, with
 * problem+json. Processes check all of it again: they trust nobody for being inside.
 */
export function envoy(design: Design, routes: readonly GatewayRoute[]): string {
  return yamlText({
    admin: { address: socket('127.0.0.1', adminPort) },
    static_resources: {
      listeners: [
        {
          name: 'public',
          address: socket('0.0.0.0', gatewayPort),
          per_connection_buffer_limit_bytes: 1_048_576,
          filter_chains: [{ filters: [connectionManager(design, routes)] }],
        },
      ],
      clusters: design.deployables.map(({ name }) => cluster(design, name)),
    },
  })
}

/** Where operators of the gateway ask it how it is, from inside its container. */
const adminPort = 9901

function connectionManager(design: Design, routes: readonly GatewayRoute[]): object {
  return filter('network.http_connection_manager', 'HttpConnectionManager', {
    stat_prefix: 'public',
    // The address of the peer is the caller's; what a caller says of its own address is not believed.
    use_remote_address: true,
    normalize_path: true,
    merge_slashes: true,
    path_with_escaped_slashes_action: 'REJECT_REQUEST',
    common_http_protocol_options: {
      idle_timeout: '300s',
      headers_with_underscores_action: 'REJECT_REQUEST',
    },
    request_headers_timeout: '10s',
    request_timeout: '60s',
    stream_idle_timeout: '300s',
    server_header_transformation: 'PASS_THROUGH',
    generate_request_id: true,
    upgrade_configs: [{ upgrade_type: 'websocket' }],
    access_log: [accessLog()],
    local_reply_config: { body_format: problem() },
    http_filters: [
      limitFilter(design), // first: a signature costs more to check than a call to count
      ...(checksTokens(design) ? [tokenFilter(design)] : []),
      filter('http.router', 'Router', {}),
    ],
    route_config: {
      name: 'contract',
      virtual_hosts: [
        {
          name: 'contract',
          domains: ['*'],
          routes: routeEntries(design, routes),
        },
      ],
    },
  })
}

/** A line of JSON for each call, without what may hold a secret: no query, no headers but the id. */
function accessLog(): object {
  return {
    name: 'envoy.access_loggers.stdout',
    typed_config: {
      '@type': typeOf('access_loggers.stream', 'StdoutAccessLog'),
      log_format: {
        json_format: {
          time: '%START_TIME%',
          method: '%REQ(:METHOD)%',
          path: '%PATH(NQ)%',
          status: '%RESPONSE_CODE%',
          why: '%RESPONSE_CODE_DETAILS%',
          ms: '%DURATION%',
          to: '%UPSTREAM_CLUSTER%',
          request: '%REQ(X-REQUEST-ID)%',
          trace: '%TRACE_ID%',
        },
      },
    },
  }
}

/** Answers of the gateway itself read like those of the processes (RFC 9457). */
function problem(): object {
  return {
    content_type: 'application/problem+json',
    json_format: { type: 'about:blank', status: '%RESPONSE_CODE%', title: '%LOCAL_REPLY_BODY%' },
  }
}
