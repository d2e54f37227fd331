import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

import { Bank, type BankCall, type Change } from './bank.ts'
import { createCounter } from './counter.ts'
import { type Faults, noFaults, readFaults } from './faults.ts'
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
  const settings = { faults: noFaults, webhookUrl: options.webhookUrl }
  const bank = new Bank(() => new Date())
  const journal = await options.openJournal?.((change) => bank.apply(change))
  const webhooks = createWebhooks(options.webhookSecret, settings)
  const serve = createCounter({ bank, journal, webhooks, settings })

  const answer = async (incoming: IncomingMessage): Promise<Answer | undefined> => {
    const [path = '', search = ''] = (incoming.url ?? '').split('?')
    if (incoming.method === 'GET') {
      if (path === '/v1/faults') return { status: 200, body: settings.faults }
      if (path !== '/v1/status') return read(bank, path, new URLSearchParams(search))
      return { status: 200, body: { entries: bank.ledger.length, webhooks: webhooks.waiting() } }
    }
    const text = await textOf(incoming)
    if (path === '/v1/faults' || path === '/v1/webhook') return change(settings, path, parse(text))
    const call = callOf(path, text, incoming.headers['idempotency-key'])
    return 'status' in call ? call : serve(call)
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

interface Settings {
  faults: Faults
  webhookUrl: string | undefined
}

const notFound: Answer = { status: 404, body: { error: 'not_found' } }
const pageSize = 10_000

function read(bank: Bank, path: string, search: URLSearchParams): Answer {
  if (path === '/v1/ledger') return ledgerPage(bank, search)
  const payment = bank.payment(path.slice('/v1/payments/'.length))
  return payment ? { status: 200, body: payment } : notFound
}

/** Entries in order, from `after` on; `next` is null at the end. */
function ledgerPage({ ledger }: Bank, search: URLSearchParams): Answer {
  const after = Number(search.get('after') ?? 0)
  const most = Math.min(pageSize, Number(search.get('limit') ?? pageSize))
  if (!(after >= 0) || !(most >= 1)) return { status: 400, body: { error: 'bad_page' } }
  const entries = ledger.slice(after, after + most)
  const end = after + entries.length
  return { status: 200, body: { entries, next: end < ledger.length ? end : null } }
}

/** Switches faults, or says where webhooks go. */
function change(settings: Settings, path: string, body: unknown): Answer {
  if (path === '/v1/webhook') {
    const { url } = Object(body)
    if (typeof url !== 'string' || !URL.canParse(url))
      return { status: 400, body: { error: 'bad_url' } }
    settings.webhookUrl = url
    return { status: 200, body: { url } }
  }
  const faults = readFaults(body, settings.faults)
  if (!faults) return { status: 400, body: { error: 'bad_faults' } }
  settings.faults = faults
  return { status: 200, body: faults }
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
  if (id !== '') return notFound
  const order = orderOf(parse(text))
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
