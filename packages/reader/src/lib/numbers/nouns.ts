/** What numbers count: words that end a noun phrase, words that never belong to one. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** Nouns that make a count a count of users. */
export const peopleNouns = words(
  `user users people persons person customer customers member members visitor visitors shopper
  shoppers rider riders driver drivers player players patient patients subscriber subscribers
  account-holders students readers viewers guests merchants sellers buyers clients followers friends
  listeners citizens passengers tenants households`,
)

export const teamNouns = words(
  'engineer engineers developer developers programmer programmers team teams people person persons',
)

/** Nouns after which "one" and "two" are counts; elsewhere they are mostly pronouns. */
export const countableWhenSmall = words(
  `users people person persons team teams engineer engineers developer developers region regions
  zones datacenters continents countries`,
)

/** Words at which a noun phrase ends. */
export const phraseStops = words(
  `a an the this that these those and or but nor so as at by for from in into of off on onto out
  over per to under until up upon via with within without is are was were be been being has have had
  do does did will would shall should can could may might must each every all any both which who whom
  whose where when while if then than after before during about around because it its they them
  their we us our you your he she not no also only already now later today once again both same
  use uses used carry carries arrive arrives come comes run runs own owns send sends sent get gets
  make makes take takes took need needs want wants see sees write writes read reading give gives
  keep keeps share shares link links-to post-to belong belongs live lives expect begin begins start
  starts finish handle handles process processes support supports enough more less most least other
  others too very far such max maximum minimum min peak average total outnumber outnumbers hold holds fits takes serve serves answer answers`,
)

/** "reads" and "writes" are nouns to capacity planners, whatever a grammar says. */
export const loadNouns = words(
  'reads writes requests calls lookups searches views queries redirects updates posts links uploads',
)

/** Words whose number is a label, not a quantity: "step 3", "port 443", "ISO 27001". */
export const labelWords = words(
  `version step phase level section port chapter page tier http https error status rfc iso soc dss v
  no number option top appendix figure table release oauth web stage day type category class part`,
)

/** Words before which nothing plural hides a verb: "pages written a month", "links created a day". */
export const participleEndings =
  /(?:ed|en|ing|sold|made|sent|read|built|paid|done|put|arrive|come)$/

/** Words that end in s and still do not end a noun phrase. */
export const notPlural = /(?:ss|us|is|ous|ics|news|less|always)$/
