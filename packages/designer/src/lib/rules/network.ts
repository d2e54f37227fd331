import { type RuleTable, retrieved } from './rule-table.ts'

export const networkRules = {
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
