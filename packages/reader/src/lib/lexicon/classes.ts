import { type LazyPattern, lazyPattern } from '../text/anchors.ts'
import { type Classes, compilePattern, type Pattern, toClass } from '../text/patterns.ts'

/** Ordinary ways to say a thing, for use inside phrases as "@people" or "@at-once". */
const sources = {
  people: `user, customer, member, person, visitor, guest, student, pupil, patient, driver, rider, player, reader,
    viewer, listener, subscriber, seller, buyer, merchant, colleague, teacher, doctor, nurse, citizen,
    passenger, traveler, employee, staff, agent, editor, author, fan, owner, shopper, parent, resident,
    participant, team mate, teammate, technician, dispatcher, courier, operator, clerk, attendee, donor,
    volunteer, applicant, candidate, client, partner, tenant, guardian, manager, supporter, creator, follower,
    friend, host, creditor, debtor, borrower, everybody, everyone, somebody, someone, anybody, anyone, they,
    we, others, trader, officer, gamer, lawyer, architect, trainee, learner, staff member, photographer,
    tourist, worker, engineer, advertiser, developer, picker, therapist, journalist, nobody, whoever, those`,
  organization: `company, organization, business, firm, clinic, hospital, school, shop, store, restaurant, bank, agency,
    club, brand, association, branch, office, department, practice, university, municipality, franchise,
    merchant, publisher, hotel, landlord, employer, charity, city, institution, dealer, gym, salon, law firm,
    warehouse, council, garage, pharmacy, library, enterprise, workspace, account, tenant, customer, client,
    reseller, group, franchisee, operator, workshop, town, hall, depot, kitchen, parish, network, museum,
    carrier, insurer, broker, chain, farm`,
  device: `sensor, device, meter, machine, truck, vehicle, tracker, thermostat, turbine, pump, robot, appliance,
    wearable, scooter, drone, trailer, freezer, beacon, weather station, charging station, charger, inverter,
    elevator, lift, controller, gauge, detector, smart lock, bus, van, ship, container, ambulance, tractor,
    probe, solar panel, boiler, handheld, scanner, camera, wind turbine, electricity meter, water meter,
    gas meter, heat pump, terminal, kiosk, barrier, cash register, watch, bicycle, wagon, locomotive,
    satellite, buoy, router`,
  thing: `product, article, item, good, merchandise, book, ticket, shoe, part, dish, meal, clothes, toy, offer`,
  'at-once': `at once, instantly, immediately, in real time, realtime, real time, right away, straight away,
    as it happens, as they happen, as it occurs, as they occur, the moment, the instant, the very second,
    the second it, within a second, within one second, in under a second, in less than a second,
    within milliseconds, without reloading, without refreshing, without a reload, without a refresh,
    without delay, without any delay, without having to reload, while it happens, within a blink,
    within moments, in moments, live, at the same instant, at the same moment, that very moment,
    in the same second, within the second, promptly, on the spot, without waiting, while they watch`,
  'sooner-or-later': `late, later, behind, old, stale, outdated, out of date, delayed, lagging`,
  'short-time': `second, minute, hour, moment, day, a little, slightly, a bit, somewhat, a while, a few`,
  see: `see, get, receive, hear, learn, notice, watch, know, tell, show, inform, notify, find out, be updated,
    appear, follow, observe, reach`,
  never: `never, not, cannot, can't, mustn't, won't, shouldn't, nobody, nothing, no, none, without, on no account,
    under no circumstances, must under no, in no case, isn't, aren't, don't, doesn't, didn't, neither, nor,
    hardly`,
  fine: `fine, ok, okay, acceptable, tolerable, enough, allowed, good enough, no problem, harmless, unproblematic,
    does no harm, not a problem, not an issue, nobody minds, alright, all right, permitted, does not matter,
    sufficient, doesn't matter, do not matter, don't matter, is no problem, are no problem, is not a problem,
    no disaster, not bother, will mind, would notice, hurts nobody, bearable, is enough`,
  fail: `fail, break, crash, be down, go down, time out, be unavailable, be unreachable, stop responding, hang, die,
    is slow, misbehave, be out of order, error, be offline, drop out`,
  outside: `third party, third parties, external, outside, partner, upstream, supplier, vendor, downstream, remote,
    foreign, other company's`,
} as const

/** The classes, compiled. */
const classes: Classes = Object.fromEntries(
  Object.entries(sources).map(([name, text]) => [name, toClass(compileAll(text, {}))]),
)

/** Compiles phrases that commas separate. */
export function compileAll(text: string, known: Classes = classes): Pattern[] {
  return phrasesIn(text).map((phrase) => compilePattern(phrase, known))
}

/** Prepares phrases that commas separate, to be compiled when they are looked for. */
export function prepareAll(text: string): LazyPattern[] {
  return phrasesIn(text).map((phrase) => lazyPattern(phrase, classes))
}

function phrasesIn(text: string): string[] {
  return text
    .split(',')
    .map((phrase) => phrase.trim())
    .filter(Boolean)
}
