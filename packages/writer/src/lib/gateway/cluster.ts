import type { Design } from '@archwright/model'

import { slug } from '../paths.ts'
import { containerPort, endpoints } from '../process-face.ts'
import { socket } from './extension.ts'

/** The replicas of a deployable, those that answer ready. */
export function cluster(design: Design, name: string): object {
  return {
    name: slug(name),
    type: 'STRICT_DNS',
    respect_dns_ttl: true,
    connect_timeout: '1s',
    lb_policy: /least/.test(design.gateway.balancing) ? 'LEAST_REQUEST' : 'ROUND_ROBIN',
    load_assignment: {
      cluster_name: slug(name),
      endpoints: [{ lb_endpoints: [{ endpoint: { address: socket(slug(name), containerPort) } }] }],
    },
    health_checks: [
      {
        http_health_check: { path: endpoints.ready },
        interval: '1s',
        timeout: '1s',
        unhealthy_threshold: 1,
        healthy_threshold: 1,
      },
    ],
    circuit_breakers: {
      thresholds: [
        {
          max_connections: 1_024,
          max_pending_requests: 1_024,
          max_requests: 4_096,
          retry_budget: { budget_percent: { value: 10 }, min_retry_concurrency: 3 },
        },
      ],
    },
  }
}
