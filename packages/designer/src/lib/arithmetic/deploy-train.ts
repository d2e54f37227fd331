/**
 * Share of working time one deployment pipeline is occupied when `teams` teams share it,
 * each sending `perTeamPerDay` changes that hold it for `hours`. At 1 the train is full.
 */
export function trainUtilization(
  teams: number,
  perTeamPerDay: number,
  hours: number,
  workingHours: number,
): number {
  return (teams * perTeamPerDay * hours) / workingHours
}

/** Pairs of people (or teams) that must talk: n(n − 1) / 2. */
export function communicationPairs(people: number): number {
  return (people * (people - 1)) / 2
}
