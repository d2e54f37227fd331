import type { Actor, Brief } from '@archwright/model'

/** Calls that a person's use of a system makes in a day: one visit. */
export const callsPerDay = 20

/** How many people use a system, as far as the brief counts them. */
export function peopleOf({ actors }: Pick<Brief, 'actors'>): number {
  return actors
    .filter((actor) => !isMachine(actor))
    .reduce((most, { count = 0 }) => Math.max(most, count), 0)
}

/** Calls a second of so many people, averaged over the day. */
export const callsOfPeople = (people: number): number => (people * callsPerDay) / 86_400

/** Whether programs or devices stand behind an actor, and no person at a screen. */
export function isMachine({ clients, trust }: Actor): boolean {
  if (trust === 'internal') return true
  return clients.length > 0 && clients.every((kind) => kind === 'server' || kind === 'device')
}
