import { createCursors } from '../data/cursor.ts'
import { guest } from '../dispatch/principal.ts'
import { unlinked } from '../telemetry/linking.ts'
import { systemClock } from './clock.ts'
import type { CoreParts } from './core.ts'

/** A core whose edge lets everybody in and measures nothing; a test names what it is about. */
export const openEdge = {
  clock: systemClock,
  cursors: createCursors([Buffer.from('test')]),
  authenticate: async () => guest,
  takeLimit: () => undefined,
  admit: () => () => {},
  observe: (_operation, _call, run) => run(),
  traceparent: () => null,
  linking: unlinked,
  warn: () => {},
} satisfies Partial<CoreParts>
