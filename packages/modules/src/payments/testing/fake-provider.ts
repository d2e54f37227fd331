import { checkSignature, signatureHeaders } from '@archwright/kit/webhooks'

import {
  type HeldPayment,
  type PaymentProvider,
  type ProviderAnswer,
  type ProviderCall,
  type ProviderMessage,
  type ProviderNews,
  ProviderUnavailable,
} from '../payment-provider.ts'
import { Bank, type BankAnswer, type BankCall, type LedgerEntry } from '../simulator/bank.ts'

/** A request on its way to the provider, or an answer on its way back. */
export interface Passage {
  readonly phase: 'request' | 'answer'
  readonly step: BankCall['step']
  readonly paymentId: string
  /** Lets the request act at the provider without an answer to anybody, now or later. */
  act(): void
}

export interface FakeProvider extends PaymentProvider {
  /** What would be sent to us as webhooks, oldest first. */
  readonly messages: readonly FakeMessage[]
  /** Money that moved for a payment, oldest first. */
  movements(paymentId: string): LedgerEntry['kind'][]
  /** How often each step was asked for. */
  asked(paymentId: string): BankCall['step'][]
}

export interface FakeMessage extends Required<Omit<ProviderMessage, 'stripeSignature'>> {
  readonly paymentId: string
}

export const fakeSecret = 'a secret for tests'

/**
 * A provider within the test: keeps books as a real one does and records what it was asked.
 * @param pass holds a request or an answer up until it resolves; loses it by throwing.
 */
export function createFakeProvider(
  pass: (passage: Passage) => Promise<void> = async () => {},
): FakeProvider {
  const bank = new Bank(() => new Date())
  const messages: FakeMessage[] = []
  const asked: { paymentId: string; step: BankCall['step'] }[] = []

  const act = (call: BankCall): BankAnswer => {
    const { answer, change } = bank.call(call)
    if (change?.payment) messages.push(messageOf(change.payment.reference, change.payment))
    return answer
  }

  const ask = async (payment: HeldPayment, call: BankCall): Promise<ProviderAnswer> => {
    const { paymentId } = payment
    const passage = { step: call.step, paymentId, act: () => void act(call) }
    asked.push({ paymentId, step: call.step })
    await pass({ ...passage, phase: 'request' })
    const answer = act(call)
    await pass({ ...passage, phase: 'answer' })
    return answerOf(answer)
  }

  const move =
    (step: BankCall['step']) =>
    (payment: HeldPayment, { key }: ProviderCall) =>
      ask(payment, { step, key, fingerprint: step, id: payment.reference ?? 'unknown' })

  return {
    name: 'fake',
    messages,
    movements: (paymentId) =>
      bank.ledger.filter(({ reference }) => reference === paymentId).map(({ kind }) => kind),
    asked: (paymentId) =>
      asked.filter((request) => request.paymentId === paymentId).map(({ step }) => step),
    authorize: (payment, { key }) => {
      const { paymentId: reference, amount, paymentMethod } = payment
      const order = { reference, ...amount, paymentMethod }
      return ask(payment, { step: 'authorize', key, fingerprint: 'authorize', id: '', order })
    },
    capture: move('capture'),
    void: move('void'),
    refund: move('refund'),
    readMessage,
  }
}

/** What to throw from `pass` to lose a request or an answer. */
export function lost(): Error {
  return new ProviderUnavailable('lost on the way')
}

/** Signs as a provider does. */
export function signed(messageId: string, payload: string, at = new Date()) {
  const headers = signatureHeaders({ messageId, payload }, [fakeSecret], at)
  const { 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers
  return { messageId, payload, timestamp, signature }
}

function messageOf(paymentId: string, payment: { id: string; status: string }): FakeMessage {
  return { paymentId, ...signed(`${payment.id}:${payment.status}`, JSON.stringify(payment)) }
}

function readMessage(message: ProviderMessage, now: Date): ProviderNews {
  checkSignature(message, fakeSecret, now)
  const { messageId, payload } = message
  const payment = JSON.parse(payload)
  const answer = answerOf({ status: 200, body: payment })
  if (answer.status === 'refused') throw new TypeError('not about a payment')
  return { messageId, paymentId: payment.reference, answer }
}

function answerOf({ body }: BankAnswer): ProviderAnswer {
  if ('error' in body) return { status: 'refused', reference: null, code: body.error }
  const { id: reference, status, code = 'declined' } = body
  return status === 'declined' ? { status, reference, code } : { status, reference }
}
