/** What may be done to the system on purpose, and what the law asks of the data it keeps. */

import { type Static, Type } from 'typebox'

/** The six kinds of Microsoft's STRIDE. */
export const threatKinds = [
  'spoofing',
  'tampering',
  'repudiation',
  'information-disclosure',
  'denial-of-service',
  'elevation-of-privilege',
] as const

/** One threat to one flow of data, the control against it, and the test that shows the control. */
export type Threat = Static<typeof Threat>
export const Threat = Type.Object({
  id: Type.String({ pattern: '^T-\\d{2}$' }),
  /** From whom to what: "customer → public interface". */
  flow: Type.String(),
  kind: Type.Enum(threatKinds),
  threat: Type.String(),
  control: Type.String(),
  /** The decision that carries the control. */
  decision: Type.String(),
  test: Type.String(),
})

/** One duty that follows from the kind of data, and how this design meets it. */
export type Safeguard = Static<typeof Safeguard>
export const Safeguard = Type.Object({
  /** The law or standard: "PCI DSS", "GDPR", "HIPAA", or the brief's own rule. */
  rule: Type.String(),
  entities: Type.Array(Type.String()),
  duty: Type.String(),
  met: Type.String(),
  /** Rules, facts and assumptions used. */
  from: Type.Array(Type.String()),
  decision: Type.String(),
})
