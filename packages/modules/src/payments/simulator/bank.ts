/** How a payment stands at the simulated provider. */
export type PaymentStatus = 'authorized' | 'captured' | 'declined' | 'voided' | 'refunded'

export interface BankPayment {
  readonly id: string
  /** The merchant's own id of the payment. */
  readonly reference: string
  readonly amount: number
  readonly currency: string
  readonly paymentMethod: string
  readonly status: PaymentStatus
  readonly code?: string
}

/** One movement of money, never changed once written. */
export interface LedgerEntry {
  readonly seq: number
  readonly at: string
  readonly kind: 'hold' | 'charge' | 'release' | 'refund'
  readonly payment: string
  readonly reference: string
  readonly amount: number
  readonly currency: string
  readonly key: string
}

export interface BankAnswer {
  readonly status: number
  readonly body: BankPayment | { readonly error: string }
}

/** A call that may move money. */
export interface BankCall {
  readonly step: 'authorize' | 'capture' | 'void' | 'refund'
  readonly key: string
  /** Fingerprint of what was asked, to refuse a key that is used for something else. */
  readonly fingerprint: string
  /** The payment's id; empty when authorizing. */
  readonly id: string
  readonly order?: Pick<BankPayment, 'reference' | 'amount' | 'currency' | 'paymentMethod'>
}

/** What a call changed: enough to do it again after a restart. */
export interface Change {
  readonly key: string
  readonly fingerprint: string
  readonly answer: BankAnswer
  readonly payment?: BankPayment
  readonly entry?: LedgerEntry
}

interface Outcome {
  readonly answer: BankAnswer
  readonly payment?: BankPayment
  readonly kind?: LedgerEntry['kind']
}

/** The provider's books. It acts once per key, and on the merchant's reference it does not look at all. */
export class Bank {
  readonly #payments = new Map<string, BankPayment>()
  readonly #answers = new Map<string, { fingerprint: string; answer: BankAnswer }>()
  readonly #ledger: LedgerEntry[] = []
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  get ledger(): readonly LedgerEntry[] {
    return this.#ledger
  }

  payment(id: string): BankPayment | undefined {
    return this.#payments.get(id)
  }

  /** Does a call, or finds what it did before; `change` is undefined when nothing is new. */
  call(call: BankCall): { answer: BankAnswer; change?: Change } {
    const known = this.#answers.get(call.key)
    if (known) {
      const same = known.fingerprint === call.fingerprint
      return { answer: same ? known.answer : refused(422, 'key_reused') }
    }
    const { answer, payment, kind } = this.#act(call)
    const entry = payment && kind && this.#entryOf(payment, kind, call.key)
    const change: Change = {
      key: call.key,
      fingerprint: call.fingerprint,
      answer,
      ...(payment ? { payment } : {}),
      ...(entry ? { entry } : {}),
    }
    this.apply(change)
    return { answer, change }
  }

  /** Enters a change into the books, also one read back from a file. */
  apply({ key, fingerprint, answer, payment, entry }: Change): void {
    this.#answers.set(key, { fingerprint, answer })
    if (payment) this.#payments.set(payment.id, payment)
    if (entry) this.#ledger.push(entry)
  }

  #act(call: BankCall): Outcome {
    if (call.step === 'authorize') return this.#authorize(call)
    const payment = this.#payments.get(call.id)
    if (!payment) return { answer: refused(404, 'no_such_payment') }
    const move = moves[call.step]
    const refusal = refusals[`${call.step} ${payment.paymentMethod}`]
    if (refusal) return { answer: refused(402, refusal) }
    // Asked again with another key: where it leads to is where it stands.
    if (payment.status === move.to) return { answer: { status: 200, body: payment } }
    if (payment.status !== move.from) return { answer: standing(call.step, payment) }
    const moved = { ...payment, status: move.to }
    return { answer: { status: 200, body: moved }, payment: moved, kind: move.kind }
  }

  #authorize({ order }: BankCall): Outcome {
    if (!order) return { answer: refused(400, 'no_amount') }
    const code = declines[order.paymentMethod]
    const id = `pay_${this.#payments.size + 1}`
    if (code !== undefined) {
      const declined: BankPayment = { id, ...order, status: 'declined', code }
      return { answer: { status: 402, body: declined }, payment: declined }
    }
    const held: BankPayment = { id, ...order, status: 'authorized' }
    return { answer: { status: 201, body: held }, payment: held, kind: 'hold' }
  }

  #entryOf(payment: BankPayment, kind: LedgerEntry['kind'], key: string): LedgerEntry {
    const { id, reference, amount, currency } = payment
    const at = this.#now().toISOString()
    return { seq: this.#ledger.length + 1, at, kind, payment: id, reference, amount, currency, key }
  }
}

const moves = {
  capture: { from: 'authorized', to: 'captured', kind: 'charge' },
  void: { from: 'authorized', to: 'voided', kind: 'release' },
  refund: { from: 'captured', to: 'refunded', kind: 'refund' },
} as const

/** Payment methods that are declined, and the word for why. */
const declines: Readonly<Record<string, string>> = {
  tok_declined: 'insufficient_funds',
  tok_expired: 'expired_card',
  tok_stolen: 'stolen_card',
}

/** Steps that fail for a payment method, and the word for why. */
const refusals: Readonly<Record<string, string>> = {
  'capture tok_capture_refused': 'hold_expired',
  'refund tok_refund_refused': 'refund_window_closed',
}

function refused(status: number, error: string): BankAnswer {
  return { status, body: { error } }
}

/** A void that comes after the capture learns so; any other step out of turn is refused. */
function standing(step: BankCall['step'], payment: BankPayment): BankAnswer {
  if (step === 'void') return { status: 409, body: payment }
  return refused(409, `payment_${payment.status}`)
}
