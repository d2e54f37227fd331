/** What is recorded about the running system, how much that is, and who looks at it. */

import { type Static, Type } from 'typebox'

export type Dashboard = Static<typeof Dashboard>
export const Dashboard = Type.Object({
  title: Type.String(),
  /** The question it answers. */
  answers: Type.String(),
  panels: Type.Array(Type.String()),
})

export type Telemetry = Static<typeof Telemetry>
export const Telemetry = Type.Object({
  metrics: Type.Object({
    series: Type.Number(),
    scrapeSeconds: Type.Number(),
    retentionDays: Type.Number(),
    bytesKept: Type.Number(),
  }),
  traces: Type.Object({
    /** Share of unremarkable traces that is kept; errors and slow calls are kept besides. */
    share: Type.Number(),
    perSecond: Type.Number(),
    spansPerTrace: Type.Number(),
    retentionDays: Type.Number(),
    bytesKept: Type.Number(),
  }),
  logs: Type.Object({
    linesPerDay: Type.Number(),
    bytesPerDay: Type.Number(),
    retentionDays: Type.Number(),
    bytesKept: Type.Number(),
  }),
  dashboards: Type.Array(Dashboard),
  /** Where an alert of each severity goes, and how soon somebody has to answer. */
  routes: Type.Array(
    Type.Object({
      severity: Type.Enum(['page', 'ticket']),
      to: Type.String(),
      withinSeconds: Type.Number(),
      otherwise: Type.String(),
    }),
  ),
  decision: Type.String(),
})

/** One kind of test: what it catches here, against what it runs, and when. */
export type TestKind = Static<typeof TestKind>
export const TestKind = Type.Object({
  kind: Type.String(),
  catches: Type.String(),
  against: Type.String(),
  runs: Type.String(),
  /** How many, or how much, from the design. */
  size: Type.String(),
})

/** How messages to others are delivered, attempt by attempt. */
export type Delivery = Static<typeof Delivery>
export const Delivery = Type.Object({
  to: Type.String(),
  timeoutSeconds: Type.Number(),
  /** Pause before each attempt, seconds; the first is zero. */
  pausesSeconds: Type.Array(Type.Number()),
  disableAfterSeconds: Type.Number(),
  keepFailedDays: Type.Number(),
  decision: Type.String(),
})
