import type { Charge } from './facts.ts'

/** One movement of money in the provider's books. */
interface LedgerEntry {
  kind: 'hold' | 'charge' | 'release' | 'refund'
  /** The order. */
  reference: string
  amount: number
  currency: string
}

interface LedgerPage {
  entries: LedgerEntry[]
  next: number | null
}

const PAGE_LIMIT_MS = 30_000

/** Reads the payment provider's own books over HTTP and sums them up per order. */
export async function readCharges(providerUrl: string): Promise<Charge[]> {
  const charges = new Map<string, Charge>()
  for (let after: number | null = 0; after !== null; ) {
    const page: LedgerPage = await readPage(providerUrl, after)
    for (const entry of page.entries) enter(charges, entry)
    after = page.next
  }
  return [...charges.values()]
}

async function readPage(providerUrl: string, after: number): Promise<LedgerPage> {
  const response = await fetch(`${providerUrl}/v1/ledger?after=${after}`, {
    signal: AbortSignal.timeout(PAGE_LIMIT_MS),
  })
  if (!response.ok) throw new Error(`the provider's ledger answered ${response.status}`)
  return (await response.json()) as LedgerPage // the simulator's own format
}

function enter(charges: Map<string, Charge>, entry: LedgerEntry): void {
  const { kind, reference: orderId, amount, currency } = entry
  const charge = charges.get(orderId) ?? {
    orderId,
    captures: 0,
    captured: 0,
    refunded: 0,
    currency,
  }
  charges.set(orderId, charge)
  if (kind === 'charge') {
    charge.captures += 1
    charge.captured += amount
  }
  if (kind === 'refund') charge.refunded += amount
}
