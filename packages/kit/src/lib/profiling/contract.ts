import { Type } from 'typebox'

import { command } from '../contract/operation.ts'

const Kind = Type.Enum(['cpu', 'memory'], {
  description: 'cpu: where processor time goes. memory: where what is allocated comes from.',
})
const Seconds = Type.Integer({ minimum: 1, maximum: 30, default: 5 })

export const takeProfile = command({
  name: 'profiling.takeProfile',
  summary:
    'Profile the process that answers: names of functions and how often they were seen, no value',
  access: ['staff'],
  rest: 'POST /profiles',
  idempotency: 'none',
  audited: 'host',
  priority: 'critical', // a process that is too busy is the one to look into
  deadlineMs: 45_000,
  input: Type.Object({ of: Kind, seconds: Type.Optional(Seconds) }),
  output: Type.Object({
    host: Type.String({ description: 'Name of the machine, and the process on it.' }),
    of: Kind,
    seconds: Seconds,
    profile: Type.Unknown({
      description:
        'Of V8, as Chrome opens it from a file that ends in .cpuprofile or .heapprofile.',
    }),
  }),
  errors: {
    PROFILE_UNDER_WAY: {
      kind: 'conflict',
      says: 'This process is being profiled; one profile at a time.',
    },
  },
})
