import type { Design } from '@archwright/model'

import { filter } from './extension.ts'

/**
 * What one address may do, counted by each copy of the gateway: as much as one principal may of everything together.
 * Limits by principal, key and tenant are counted behind it, over all processes.
 */
export function limitFilter({ limits }: Design): object {
  const perPrincipal = limits.filter(({ per }) => per === 'principal')
  const sum = (of: 'perSecond' | 'burst') =>
    Math.ceil(perPrincipal.reduce((total, limit) => total + limit[of], 0)) || 100
  const bucket = {
    max_tokens: Math.max(sum('burst'), sum('perSecond')),
    tokens_per_fill: sum('perSecond'),
    fill_interval: '1s',
  }
  const always = { default_value: { numerator: 100, denominator: 'HUNDRED' } }
  return filter('http.local_ratelimit', 'LocalRateLimit', {
    stat_prefix: 'address',
    // For whoever has no bucket of his own; all have one.
    token_bucket: {
      max_tokens: 4_294_967_295,
      tokens_per_fill: 4_294_967_295,
      fill_interval: '1s',
    },
    filter_enabled: always,
    filter_enforced: always,
    rate_limits: [{ actions: [{ remote_address: {} }] }],
    descriptors: [{ entries: [{ key: 'remote_address' }], token_bucket: bucket }],
    max_dynamic_descriptors: 100_000,
    always_consume_default_token_bucket: false,
    response_headers_to_add: [
      { header: { key: 'retry-after', value: '1' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
    ],
  })
}
