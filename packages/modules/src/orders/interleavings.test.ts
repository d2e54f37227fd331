import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

import { guest } from '@archwright/kit'

import { getPayment, receiveWebhook } from '../payments/contract.ts'
import { createFakeProvider, lost, type Passage } from '../payments/testing/fake-provider.ts'
import {
  cancelOrder,
  listOrders,
  type OrderStatus,
  orderCancelled,
  orderConfirmed,
  orderRejected,
} from './contract.ts'
import { Schedule } from './testing/schedule.ts'
import { type Buyer, openShop, type Shop } from './testing/shop.ts'

/**
 * The bug that shops have in common: the buyer's retry, the provider's webhook and our own steps meet in an
 * order nobody thought of. Each seed here is one order placed under one such order of events.
 *
 * INTERLEAVINGS=2000 plays more seeds than 60, INTERLEAVING_SEEDS=17,230 the named ones. INTERLEAVING_SCRIPT with the log
 * of a failure (and its one seed) plays exactly that order of events again.
 */
const { INTERLEAVINGS = '60', INTERLEAVING_SEEDS, INTERLEAVING_SCRIPT } = process.env
const seeds = INTERLEAVING_SEEDS
  ? INTERLEAVING_SEEDS.split(',').map(Number)
  : Array.from({ length: Number(INTERLEAVINGS) }, (_, index) => index + 1)
const script = INTERLEAVING_SCRIPT?.split(' > ') ?? []

const atOnce = 60
const lossRate = 0.25
const limitMs = 45_000

it('makes one order and one charge, in whatever order retries, webhooks, steps and a cancellation come', async () => {
  const failures: string[] = []
  for (let from = 0; from < seeds.length; from += atOnce)
    failures.push(...(await playTogether(seeds.slice(from, from + atOnce))))
  assert.deepEqual(failures, [])
})

interface Game {
  readonly buyer: Buyer
  readonly schedule: Schedule
  readonly paymentMethod: string
  /** What the client was answered: a status, or a failure's code. */
  readonly answers: string[]
}

/** Plays seeds side by side in one shop, each with a buyer and a schedule of its own. */
async function playTogether(played: readonly number[]): Promise<string[]> {
  const games = new Map<string, Game>()
  const provider = createFakeProvider((passage) => passThrough(shop, games, passage))
  await using shop = await openShop({ tea: played.length }, provider)
  for (const seed of played) {
    const buyer = await shop.buyer({ tea: 1 })
    const schedule = new Schedule(seed, script)
    const paymentMethod = methods[Math.floor(schedule.random() * methods.length)] ?? 'tok_ok'
    games.set(buyer.as.id, { buyer, schedule, paymentMethod, answers: [] })
  }
  const failures = await Promise.all([...games.values()].map((game) => play(shop, game)))
  await shop.app.settle()
  for (const game of games.values()) failures.push(await check(shop, game))
  failures.push(await checkStock(shop, played.length))
  return failures.filter((failure) => failure !== undefined)
}

const methods = ['tok_ok', 'tok_ok', 'tok_ok', 'tok_declined', 'tok_capture_refused']

/** Holds a request or an answer of the provider up until the order's own schedule lets it through. */
async function passThrough(shop: Shop, games: Map<string, Game>, passage: Passage): Promise<void> {
  const { paymentId, step, phase, act } = passage
  const game = await gameOf(shop, games, paymentId)
  const { schedule } = game
  if (phase === 'answer') offerWebhooks(shop, schedule, paymentId)
  if (await schedule.passage(`${step} ${phase}`, lossRate)) return
  schedule.offerTime(`time to ask for ${step} again`)
  if (phase === 'request') {
    // What we gave up on may still be on its way.
    schedule.offer(`late ${step}`, () => {
      act()
      offerWebhooks(shop, schedule, paymentId)
    })
  }
  throw lost()
}

const offered = new WeakSet<object>()

/** The provider tells everything twice. */
function offerWebhooks({ app, provider }: Shop, schedule: Schedule, paymentId: string): void {
  for (const message of provider.messages) {
    if (message.paymentId !== paymentId || offered.has(message)) continue
    offered.add(message)
    const { paymentId: _, ...signed } = message
    const status = message.messageId.split(':').at(-1)
    for (const time of ['first', 'second']) {
      schedule.offer(`webhook ${status} ${time}`, () =>
        app.call(receiveWebhook, { ...signed, provider: provider.name }, { as: guest }),
      )
    }
  }
}

/** Plays one schedule to its end; answers what went wrong in doing so. */
async function play(shop: Shop, game: Game): Promise<string | undefined> {
  const { buyer, schedule, paymentMethod, answers } = game
  let waiting = 0
  // A call is begun, not awaited: its answer comes when the schedule lets it.
  const begin = (name: string, call: () => Promise<{ status: string }>) => {
    waiting += 1
    schedule.offer(name, () => {
      call()
        .then(
          ({ status }) => answers.push(status),
          ({ code }) => answers.push(code),
        )
        .finally(() => {
          waiting -= 1
          schedule.happened()
        })
    })
  }
  const place = () => buyer.order({ paymentMethod, key: `key ${schedule.seed}` })
  begin('client places', place)
  if (schedule.random() < 0.7) begin('client retries', place)
  if (schedule.random() < 0.4) begin('client cancels', () => cancelNewest(shop, buyer))
  try {
    await schedule.play(() => waiting === 0, limitMs)
  } catch (error) {
    return describe(game, String(error))
  }
  return undefined
}

/** Cancels the buyer's order; one that is not there yet, as soon as it is. */
async function cancelNewest({ app }: Shop, { as }: Buyer): Promise<{ status: string }> {
  const endAt = performance.now() + limitMs
  while (performance.now() < endAt) {
    const [order] = (await app.call(listOrders, {}, { as })).items
    if (order) return app.call(cancelOrder, { orderId: order.orderId }, { as })
    await pause(5)
  }
  return { status: 'nothing to cancel' }
}

/** Which money may have moved for an order that ended so. */
const rightMoney: Readonly<Record<OrderStatus, readonly string[]>> = {
  pending: [],
  authorized: [],
  confirmed: ['hold,charge'],
  rejected: ['', 'hold,release'],
  cancelled: ['', 'hold,release', 'hold,charge,refund'],
}

/** One order, one charge, one end that everybody knows the same. */
async function check({ app, provider }: Shop, game: Game): Promise<string | undefined> {
  const { items } = await app.call(listOrders, {}, { as: game.buyer.as })
  const [order] = items
  if (items.length !== 1 || !order) return describe(game, `${items.length} orders`)
  const { orderId, status } = order
  const money = provider.movements(orderId).join()
  if (!rightMoney[status].includes(money)) return describe(game, `${status} with [${money}]`)

  const told = await Promise.all(
    [orderConfirmed, orderRejected, orderCancelled].map((event) => app.published(event)),
  )
  const [confirmed, rejected, cancelled] = told.map(
    (events) => events.filter((event) => event.orderId === orderId).length,
  )
  const ends = {
    confirmed: [1, 0, 0],
    rejected: [0, 1, 0],
    cancelled: [money.includes('charge') ? 1 : 0, 0, 1],
  }
  const right = status in ends && ends[status as keyof typeof ends].join()
  if (right !== [confirmed, rejected, cancelled].join())
    return describe(game, `${status}, told ${[confirmed, rejected, cancelled]}`)

  const payment = await app.call(getPayment, { orderId }).catch(() => ({ status: 'none' }))
  const held = moneyStatus[money]
  if (held && payment.status !== held)
    return describe(game, `the payment says ${payment.status}, the money [${money}]`)
  return undefined
}

const moneyStatus: Readonly<Record<string, string>> = {
  'hold,charge': 'captured',
  'hold,release': 'voided',
  'hold,charge,refund': 'refunded',
}

async function checkStock(shop: Shop, stocked: number): Promise<string | undefined> {
  const [row] = await shop.app.sql<{ n: number }>`
    select count(*) as n from orders.orders where status = 'confirmed'`
  const sold = row?.n ?? 0
  const stock = (await shop.stock()).tea?.join()
  const right = [stocked - sold, 0, sold].join()
  return stock === right ? undefined : `stock is ${stock}, should be ${right}`
}

function describe({ schedule, answers }: Game, what: string): string {
  return `seed ${schedule.seed}: ${what}; answered ${answers}; INTERLEAVING_SCRIPT='${schedule.log.join(' > ')}'`
}

async function gameOf({ app }: Shop, games: Map<string, Game>, orderId: string): Promise<Game> {
  const [row] = await app.sql<{ customer_id: string }>`
    select customer_id from orders.orders where order_id = ${orderId}`
  const game = games.get(row?.customer_id ?? '')
  assert.ok(game, `the provider was asked about ${orderId}, which nobody ordered`)
  return game
}
