/** How full something is that only so many may do at a time. */
export interface Places {
  readonly used: number
  readonly most: number
  readonly waiting: number
}

const all = new Map<string, () => Places>()

/** Tells of the places of this process by their name; a later one takes the place of an earlier. */
export function tellPlaces(name: string, read: () => Places): void {
  all.set(name, read)
}

/** One figure of each. */
export function placesOf(figure: (places: Places) => number): Record<string, number> {
  return Object.fromEntries([...all].map(([name, read]) => [name, figure(read())]))
}
