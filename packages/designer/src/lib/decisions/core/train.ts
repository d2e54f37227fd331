import { trainUtilization } from '../../arithmetic/deploy-train.ts'
import { placingSteps } from '../../placing-saga.ts'
import type { Situation } from '../../situation.ts'

/** A working day, in which deployments are watched by someone. */
export const workingHours = 8

/** Share of the working day in which the teams keep one deployment pipeline busy. */
export const trainOf = ({ team, deploys }: Situation) =>
  trainUtilization(team.teams, deploys.perTeamPerDay, deploys.hours, workingHours)

/** Process borders that the longest operation would cross if every module were a service. */
export function hopsPerCall({ modules }: Situation): number {
  return modules.includes('orders') ? placingSteps.length : Math.min(2, modules.length - 1)
}
