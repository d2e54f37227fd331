/** Frequent words that English does not share with the language. */
const foreign = words(
  `und für mit wir eine einen nicht ist sind der das auf von werden soll les et pour avec une nous dans est doit
  los las para con una que el por debe uma os dos il di che sono een het voor wij zijn met`,
)

const english = words(
  `the a an and or of for with to in is are be we our it that by on at from must should can which who not no this as
  has have will each per`,
)

/** Whether a text is plainly written in another language or script than English. */
export function isForeign(prose: string): boolean {
  const letters = prose.match(/\p{L}/gu)?.length ?? 0
  const latin = prose.match(/\p{Script=Latin}/gu)?.length ?? 0
  if (letters - latin > letters / 2) return true
  const all =
    prose
      .slice(0, longestSample)
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  const count = (known: ReadonlySet<string>) => all.filter((word) => known.has(word)).length
  return count(foreign) >= leastForeign && count(foreign) > count(english)
}

const leastForeign = 2
/** Characters that tell the language of any text. */
const longestSample = 5000

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/))
}
