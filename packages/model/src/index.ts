export { Caller, callerKinds, limitAlgorithms, Quota } from './access.ts'
export {
  CouplingPair,
  FrontEnd,
  Gateway,
  Migration,
  MigrationStep,
  Route,
} from './architecture-design.ts'
export {
  Actor,
  Ask,
  Assumption,
  Brief,
  Capability,
  Constraints,
  clientKinds,
  Dependency,
  Entity,
  Fact,
  factKinds,
  Objectives,
  Operation,
  Origin,
  operationKinds,
  Sentence,
  sensitivities,
  shapes,
  Team,
  trustLevels,
} from './brief.ts'
export { Conflict } from './conflict.ts'
export { Budget, Cost, CostLine } from './cost.ts'
export { Table, TableColumn, TableIndex } from './data-design.ts'
export { Confidence, Decision, decisionAreas, Flip, Line, Option, Rule } from './decision.ts'
export {
  Availability,
  AvailabilityPart,
  BurnAlert,
  Cache,
  Calibration,
  Channel,
  Choices,
  Claim,
  claimKinds,
  DataVolume,
  Deployable,
  Design,
  Interface,
  Job,
  Limit,
  Mix,
  Module,
  OperationLoad,
  ResiliencePolicy,
  Risk,
  RolloutStep,
  Saga,
  SagaStep,
  Slo,
  Stage,
  Store,
} from './design.ts'
export {
  CallCosts,
  ClaimEvidence,
  Evidence,
  FaultEvidence,
  InvariantEvidence,
  LatencySeries,
  Saturation,
  verdicts,
} from './evidence.ts'
export { OperationConsistency, Topic } from './messaging-design.ts'
export { OpenQuestion } from './open-question.ts'
export { Project, ProjectFile } from './project.ts'
export { Dashboard, Delivery, Telemetry, TestKind } from './telemetry.ts'
export { Safeguard, Threat, threatKinds } from './threats.ts'
