import type { LimitVerdict } from '../../dispatch/call.ts'

/**
 * RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10): quota, what is left of it, and
 * the seconds until it is whole again.
 */
export function rateLimitHeaders(
  policy: string,
  { limit, remaining, resetSeconds }: LimitVerdict,
): Record<string, string> {
  return {
    'ratelimit-policy': `"${policy}";q=${limit}`,
    ratelimit: `"${policy}";r=${remaining};t=${Math.ceil(resetSeconds)}`,
  }
}
