/**
 * The words that a word may be a form of, itself first: "bookings" may be "bookings", "booking" or "book". English
 * endings by rule and the irregular verbs of the field by table; a form too many is harmless, because only words
 * that somebody wrote into a table are ever looked up.
 */
export function formsOf(word: string): readonly string[] {
  const own = spell(word)
  const plain = own.replace(/'s?$/, '')
  const singular = singularsOf(plain)
  const verbs = [plain, ...singular].flatMap(verbsOf)
  return [...new Set([own, plain, ...singular, ...verbs])]
}

/** One spelling where British and American differ: "organisation" and "organization" are one word. */
export function spell(word: string): string {
  const plain = word.toLowerCase().replace('’', "'")
  return spellings.reduce((text, [from, to]) => text.replace(from, to), plain)
}

const spellings: readonly (readonly [RegExp, string])[] = [
  [/isation/, 'ization'],
  [/is(e|ed|es|er|ers|ing)$/, 'iz$1'],
  [/^(cent|met|theat)re(s?)$/, '$1er$2'],
  [/^(catal|dial)ogue/, '$1og'],
  [/^(fav|col|behavi|neighb|lab|hon)our/, '$1or'],
  [/^licence/, 'license'],
  [/^programme(s?)$/, 'program$1'],
  [/^(cancel|travel|label|model|signal)l(ed|ing|er)/, '$1$2'],
]

/** The singulars that a word may be the plural of, the likeliest first; none for what is no plural. */
export function singularsOf(word: string): string[] {
  const irregular = plurals.get(word)
  if (irregular) return [irregular]
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is|news)$/.test(word)) return []
  if (word.endsWith('ies')) return [`${word.slice(0, -3)}y`, word.slice(0, -1)]
  if (/(?:ss|x|ch|sh|o)es$/.test(word)) return [word.slice(0, -2), word.slice(0, -1)]
  if (word.endsWith('ses')) return [word.slice(0, -1), word.slice(0, -2)]
  return [word.slice(0, -1)]
}

function verbsOf(word: string): string[] {
  const irregular = verbs.get(word)
  if (irregular) return [irregular]
  const ending = /^(.{2,}(?=ied)|.{3,})(ied|ed|ing)$/.exec(word)
  const [, stem = '', tail] = ending ?? []
  if (!tail) return []
  if (tail === 'ied') return [`${stem}y`]
  const doubled = /([bdfgklmnprtv])\1$/.test(stem) ? [stem.slice(0, -1)] : []
  return [stem, `${stem}e`, ...doubled]
}

const plurals = new Map([
  ['people', 'person'],
  ['children', 'child'],
  ['men', 'man'],
  ['women', 'woman'],
  ['indices', 'index'],
  ['indexes', 'index'],
  ['quizzes', 'quiz'],
  ['caches', 'cache'],
  ['movies', 'movie'],
  ['cookies', 'cookie'],
  ['lies', 'lie'],
  ['series', 'series'],
  ['statuses', 'status'],
  ['buses', 'bus'],
  ['diagnoses', 'diagnosis'],
  ['analyses', 'analysis'],
])

const verbs = new Map(
  `be:is,are,was,were,been,being,am have:has,had,having do:does,did,done,doing go:goes,went,gone,going
  send:sent buy:bought sell:sold pay:paid lose:lost keep:kept see:saw,seen write:wrote,written read:read
  take:took,taken,taking run:ran,running make:made,making come:came,coming tell:told hold:held build:built
  choose:chose,chosen,choosing find:found get:got,gotten,getting give:gave,given,giving know:knew,known
  leave:left meet:met bring:brought catch:caught teach:taught think:thought hear:heard say:said lead:led
  feed:fed spread:spread hit:hit put:put,putting set:set,setting cut:cut,cutting let:let begin:began,begun,beginning
  drive:drove,driven,driving ride:rode,ridden,riding grow:grew,grown show:shown fly:flew,flown draw:drew,drawn
  speak:spoke,spoken break:broke,broken wake:woke,woken forget:forgot,forgotten hide:hid,hidden lend:lent
  spend:spent rise:rose,risen,rising fall:fell,fallen become:became,becoming understand:understood stand:stood
  sit:sat,sitting win:won,winning bid:bid,bidding use:used,using rent:rented,renting die:died,dying lie:lying tie:tied,tying
  `
    .split(/\s+/)
    .flatMap((row) => {
      const [verb = '', forms = ''] = row.split(':')
      return forms.split(',').map((form) => [form, verb] as const)
    }),
)
