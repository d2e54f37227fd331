/**
 * What the event that tells of a command is called: the fact, in the past tense. `orders.placeOrder` →
 * `orders.orderPlaced`, `tenants.signUpTenant` → `tenants.tenantSignedUp`, `payments.pay` → `payments.paid`.
 */
export function eventOf(command: string): string {
  const dot = command.indexOf('.') + 1
  const [first = '', ...others] = command.slice(dot).split(/(?=[A-Z])/)
  const joined = /^(?:check|log|sign)(?=(in|out|up)$)/i.exec(first)
  const verb = joined ? joined[0] : first
  const particle = joined?.[1] ?? (particles.test(others[0] ?? '') ? others.shift() : undefined)
  const noun = others.join('')
  const past = `${pastOf(verb)}${capital(particle ?? '')}`
  const name =
    noun === '' ? past : `${noun.charAt(0).toLowerCase()}${noun.slice(1)}${capital(past)}`
  return `${command.slice(0, dot)}${name}`
}

const particles = /^(?:Up|In|Out|Off|On|Down|Back)$/

/** The past participle of a verb: `cancel` → `cancelled`, `ship` → `shipped`, `send` → `sent`. */
function pastOf(verb: string): string {
  const known = irregular[verb]
  if (known !== undefined) return known
  if (verb.endsWith('e')) return `${verb}d`
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`
  return doubled.test(verb) ? `${verb}${verb.at(-1)}ed` : `${verb}ed`
}

/** One syllable that ends in one vowel and one consonant, or a last syllable that is stressed. */
const doubled =
  /^(?:[^aeiou]+[aeiou][bdfgklmnprstvz]|.*(?:[cdm]mit|bmit|sfer|efer|ccur|ontrol|ancel))$/

const irregular: Readonly<Record<string, string>> = Object.fromEntries(
  `begin:begun bid:bid bind:bound break:broken bring:brought build:built buy:bought choose:chosen come:come
  cut:cut do:done draw:drawn drive:driven feed:fed find:found forget:forgotten freeze:frozen get:got give:given go:gone
  grow:grown hear:heard hide:hidden hit:hit hold:held keep:kept know:known lay:laid lead:led leave:left lend:lent
  let:let lose:lost make:made meet:met pay:paid put:put quit:quit read:read reset:reset rewrite:rewritten ride:ridden
  rise:risen run:run say:said see:seen sell:sold send:sent set:set show:shown shut:shut spend:spent split:split
  spread:spread take:taken teach:taught tell:told think:thought undo:undone wake:woken win:won withdraw:withdrawn
  write:written`
    .split(/\s+/)
    .map((row) => row.split(':')),
)

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
