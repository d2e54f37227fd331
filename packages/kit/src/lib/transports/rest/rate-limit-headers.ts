import type { LimitVerdict } from '../../dispatch/call.ts'

/**
 * RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-11): the quota and the seconds in which it comes
 * again; what is left of it, and the seconds until it is whole. Times are whole seconds (RFC 9651 integers).
 */
export function rateLimitHeaders(
  policy: string,
  { limit, windowSeconds, remaining, resetSeconds }: LimitVerdict,
): Record<string, string> {
  return {
    'ratelimit-policy': `"${policy}";q=${limit};w=${Math.ceil(windowSeconds)}`,
    ratelimit: `"${policy}";r=${remaining};t=${Math.ceil(resetSeconds)}`,
  }
}
