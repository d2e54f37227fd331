import { type RuleTable, retrieved } from './rule-table.ts'

export const networkRules = {
  'http.headers': {
    says: 'Bytes of headers of a request or of its answer.',
    value: { low: 200, mid: 700, high: 2000 },
    unit: 'bytes',
    conditions: 'Browsers with cookies or a signed token; HTTP/2 sends repeated ones once',
    source: 'SPDY whitepaper, http://dev.chromium.org/spdy/spdy-whitepaper',
    retrieved,
    grade: 'secondary',
  },
  'region.rtt': {
    says: 'Round trip between two regions of one cloud.',
    value: { low: 19.2, mid: 80.5, high: 326 },
    unit: 'ms',
    conditions:
      'Averages of pings between AWS regions in 2017: California–Oregon (low), Virginia–Ireland (mid), Frankfurt–Singapore (high); light in glass sets the floor, so years do not lower it',
    source: 'https://acomputerscientistlearnsaws.blogspot.com/2017/04/aws-regions.html',
    retrieved,
    grade: 'secondary',
  },
} as const satisfies RuleTable
