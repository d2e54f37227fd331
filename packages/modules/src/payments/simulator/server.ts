import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

import { Bank, type BankAnswer, type BankCall, type Change } from './bank.ts'
import { type Faults, mishapOf, noFaults, readFaults } from './faults.ts'
import type { Journal } from './journal.ts'
import { createWebhooks } from './webhooks.ts'

export interface SimulatorOptions {
  readonly webhookUrl?: string
  readonly webhookSecret: string
  /** Keeps the books over restarts; in memory only when absent. */
  readonly openJournal?: (enter: (change: Change) => void) => Promise<Journal>
}

/** A payment provider for development, tests and proofs: real HTTP, no real money. */
export async function createSimulator(options: SimulatorOptions): Promise<Server> {
  const bank = new Bank(() => new Date())
  const journal = await options.openJournal?.((change) => bank.apply(change))
  const timesSeen = new Map<string, number>()
  const underWay = new Set<string>()
  let faults: Faults = noFaults
  const webhooks = createWebhooks({
    ...(options.webhookUrl ? { url: options.webhookUrl } : {}),
    secret: options.webhookSecret,
    faults: () => faults,
  })

  /** One call that may move money, with what may go wrong. Undefined: no answer, ever. */
  async function move(call: BankCall): Promise<BankAnswer | undefined> {
    const time = timesSeen.get(call.key) ?? 0
    const mishap = mishapOf(faults, call.key, time)
    if (mishap !== 'none') timesSeen.set(call.key, time + 1)
    if (underWay.has(call.key)) return { status: 409, body: { error: 'key_in_use' } }
    if (faults.latencyMs > 0) await halfLatency(call.key)
    if (mishap === 'error') return { status: 503, body: { error: 'unavailable' } }
    if (mishap === 'timeout') return undefined
    const { answer, change } = bank.call(call)
    if (change) await journal?.append(change)
    if (change?.payment) webhooks.tell(change.payment)
    if (faults.latencyMs > 0) await pause(faults.latencyMs / 2)
    if (mishap === 'timeoutButSucceed') return undefined
    return mishap === 'errorButSucceed' ? { status: 500, body: { error: 'internal' } } : answer
  }

  async function halfLatency(key: string): Promise<void> {
    underWay.add(key)
    await pause(faults.latencyMs / 2)
    underWay.delete(key)
  }

  async function answer(incoming: IncomingMessage): Promise<Answer | undefined> {
    const [path = '', search = ''] = (incoming.url ?? '').split('?')
    if (incoming.method === 'GET') return read(path, new URLSearchParams(search))
    const text = await textOf(incoming)
    if (path === '/v1/faults') {
      const changed = readFaults(parse(text), faults)
      if (!changed) return { status: 400, body: { error: 'bad_faults' } }
      faults = changed
      return { status: 200, body: faults }
    }
    const call = callOf(path, text, incoming.headers['idempotency-key'])
    return 'status' in call ? call : move(call)
  }

  function read(path: string, search: URLSearchParams): Answer {
    if (path === '/v1/ledger') return ledgerPage(bank, search)
    if (path === '/v1/faults') return { status: 200, body: faults }
    if (path === '/v1/status') {
      return { status: 200, body: { entries: bank.ledger.length, webhooks: webhooks.waiting() } }
    }
    const payment = bank.payment(path.slice('/v1/payments/'.length))
    return payment ? { status: 200, body: payment } : notFound
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming).then(
      (reply) => reply && send(outgoing, reply), // without a reply the caller waits until it gives up
      () => send(outgoing, { status: 500, body: { error: 'internal' } }),
    )
  })
  server.keepAliveTimeout = 60_000 // longer than clients keep theirs, so that none writes into a closing socket
  server.on('close', () => {
    webhooks.close()
    journal?.close()
  })
  return server
}

interface Answer {
  readonly status: number
  readonly body: object
}

const notFound: Answer = { status: 404, body: { error: 'not_found' } }
const pageSize = 10_000

/** Entries in order, from `after` on; `next` is null at the end. */
function ledgerPage({ ledger }: Bank, search: URLSearchParams): Answer {
  const after = Number(search.get('after') ?? 0)
  const most = Math.min(pageSize, Number(search.get('limit') ?? pageSize))
  if (!(after >= 0) || !(most >= 1)) return { status: 400, body: { error: 'bad_page' } }
  const entries = ledger.slice(after, after + most)
  const end = after + entries.length
  return { status: 200, body: { entries, next: end < ledger.length ? end : null } }
}

const steps: Readonly<Record<string, BankCall['step']>> = {
  capture: 'capture',
  void: 'void',
  refund: 'refund',
}

function callOf(path: string, text: string, key: string | string[] | undefined): BankCall | Answer {
  if (typeof key !== 'string' || key === '') return { status: 400, body: { error: 'key_missing' } }
  const [, version, resource, id = '', step = ''] = path.split('/')
  if (version !== 'v1' || resource !== 'payments') return notFound
  const fingerprint = `${path} ${text}`
  const known = steps[step]
  if (known) return { step: known, key, fingerprint, id }
  const order = orderOf(parse(text))
  if (id !== '') return notFound
  if (!order) return { status: 400, body: { error: 'bad_payment' } }
  return { step: 'authorize', key, fingerprint, id: '', order }
}

function orderOf(body: unknown): BankCall['order'] | undefined {
  const { reference, amount, currency, paymentMethod } = Object(body)
  const texts = [reference, currency, paymentMethod].every((text) => typeof text === 'string')
  if (!texts || !Number.isSafeInteger(amount) || amount < 0) return undefined
  return { reference, amount, currency, paymentMethod }
}

function textOf(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    incoming.setEncoding('utf8')
    incoming.on('data', (part: string) => {
      text += part
    })
    incoming.on('end', () => resolve(text))
    incoming.on('error', reject)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function send(outgoing: ServerResponse, { status, body }: Answer): void {
  const text = JSON.stringify(body)
  outgoing.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  outgoing.end(text)
}
