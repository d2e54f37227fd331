import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { design } from '@archwright/designer'
import { readBrief } from '@archwright/reader'

/** Briefs as people of other trades write them: what is read to the number, what is chosen, what is not bought. */
describe('a brief of another domain', () => {
  it('of a hospital keeps its downtime, its teams, its place and its audit, in one application', async () => {
    const made =
      await designed(`We run 14 hospitals and need a system for booking appointments. Patients (about
      1.2 million registered) book, move and cancel appointments with doctors online. We expect 18,000 bookings a day.
      A slot must never be given to two patients. Reminders go out by SMS the day before. It is health data under GDPR,
      must be hosted in Germany, and every look into a patient's record has to be traceable for ten years. It may be
      down for at most 40 minutes a month. Two teams of five developers.`)
    const { objectives, team } = made.brief
    assert.ok(Math.abs((objectives.availability ?? 0) - (1 - 40 / 43_200)) < 1e-9)
    assert.deepEqual([objectives.residency, objectives.compliance], [['Germany'], ['GDPR']])
    assert.deepEqual([team.teams, team.engineers], [2, 10])
    assert.ok(Math.abs(made.rate('scheduling.createBooking') - 18_000 / 86_400) < 1e-6)
    assert.equal(made.chosen('audit'), 'an append-only table, copied to write-once storage')
    assert.equal(made.processes, 1)
    assert.deepEqual(made.conflicts, [])
  })

  it('of rides lets positions come by the second and trips as people ride', async () => {
    const made =
      await designed(`ride hailing backend. 200k drivers send gps every 4 s. 1.5M rides/day. match
      rider<->driver <2s p95. pay by card after the ride. surge pricing. 5 cities now, 40 next year. 99.95%`)
    const trips = 1_500_000 / 86_400
    assert.equal(made.rate('geo.createGps'), 50_000)
    assert.ok(Math.abs(made.rate('rides.createTrip') - trips) < 1e-3)
    assert.ok(Math.abs(made.rate('payments.createPayment') - trips) < 1e-3, 'one payment a trip')
    assert.ok(made.rate('geo.listGpses') < trips, 'nobody asks as often as a device reports')
    assert.equal(made.brief.objectives.availability, 0.9995)
    assert.equal(made.processes, 1, 'one team gets one application, whatever its devices send')
  })

  it('of a ledger reads its list of goals, and takes what runs today for what runs today', async () => {
    const made = await designed(`Core ledger of a payment bank.
* double-entry, immutable, every posting auditable for 10 years
* 350 postings/second average, 1,200/s at peak
* balance must never go below the limit, strongly consistent
* RTO 60 s, 99.99 %, two regions
* REST for internal channels, ISO 20022 files from the clearing house
* PCI DSS, no cloud provider queue; we run PostgreSQL and Kafka today`)
    assert.equal(made.rate('ledger.createLedgerEntry'), 1200)
    const { availability, rtoSeconds, regions } = made.brief.objectives
    assert.deepEqual([availability, rtoSeconds, regions], [0.9999, 60, 2])
    assert.deepEqual(made.brief.constraints.mustNotUse, [])
    assert.ok(
      made.brief.facts.every(({ value }) => value !== 20_022),
      'the name of a standard',
    )
    assert.equal(made.choices.stores.LedgerEntry, 'relational')
    assert.ok(made.choices.special.includes('double-entry-ledger'))
  })

  it('of food on its way counts couriers that report, and creates none with each order', async () => {
    const made =
      await designed(`Food delivery: customers order from restaurants, restaurants accept, couriers pick up.
      90 orders/min at lunch. Live tracking of couriers on a map (position every 5 sec, ~3,500 couriers online).
      Payments via Adyen, refunds. Start with a monolith, 6 devs.`)
    assert.equal(made.title, 'Food delivery')
    assert.equal(made.rate('geo.createPosition'), 700)
    assert.equal(made.rate('orders.createOrder'), 1.5)
    assert.ok(made.rate('shipping.createCourier') < 0.2)
    assert.equal(made.processes, 1)
  })

  it('of tickets takes a seat that is held for minutes for no rule on how long data are kept', async () => {
    const made =
      await designed(`Ticket sale for concerts. Normal days 20 orders a minute; when a big tour opens,
      500,000 people come within ten minutes. Every seat is sold exactly once. Seats are held for 8 minutes while the
      buyer pays with Stripe. Fair order for the waiting. Bots must be kept out. p99 below 800 ms for holding a seat.`)
    assert.notEqual(made.brief.objectives.retentionSeconds, 480)
    assert.equal(made.chosen('waiting-room'), 'a waiting room in front, with a signed pass')
  })

  it('of tenants counts its limits by tenant, where it promises to', async () => {
    const made =
      await designed(`A multi-tenant SaaS platform for 400 companies: each has its own users, projects and
      reports, and one company must never slow another or see its data.`)
    const perTenant = made.limits.filter(({ per }) => per === 'tenant').map((limit) => limit.class)
    assert.deepEqual(perTenant, ['read', 'write'])
    assert.ok(made.quotas.some(({ surface, per }) => surface === 'reads' && /^tenant/.test(per)))
  })

  it('of a gateway for payments takes its only rate for what it is about', async () => {
    const made =
      await designed(`Payment gateway for merchants: charge cards through acquirers, every charge exactly
      once. 500 charges per second at peak. Merchants call by API with keys and are told by webhooks.`)
    assert.equal(made.rate('payments.createPayment'), 500)
    assert.ok(made.choices.auth.authn.includes('api-key'))
    assert.ok(made.choices.resilience.includes('idempotency'))
  })

  it('of an office of twelve buys nothing', async () => {
    const made =
      await designed(`Internal tool for our office: 12 people book meeting rooms and the coffee machine
      cleaning rota. Nobody cares if it is down for an afternoon. One developer, Fridays.`)
    assert.equal(made.chosen('scaling.application'), 'one replica')
    assert.equal(made.chosen('availability'), 'one zone, restart on failure')
    assert.equal(made.chosen('messaging'), 'none')
    assert.deepEqual(made.choices.cache?.kinds ?? [], [])
    assert.deepEqual([...new Set(Object.values(made.choices.stores))], ['relational'])
  })
})

async function designed(prose: string) {
  const made = design(await readBrief(prose), { sensitivity: false })
  return {
    ...made,
    processes: made.deployables.length,
    chosen: (key: string) => made.decisions.find((decision) => decision.key === key)?.chosen,
    rate: (name: string) =>
      made.brief.operations.find((operation) => operation.name === name)?.ratePerSecond ?? 0,
  }
}
