import { failureKinds } from '../../contract/failure.ts'
import type { Operation } from '../../contract/operation.ts'
import { add, echo, fail, read, shunned, staffOnly, tooSlow, total } from './contract.ts'
import type { ParityOptions } from './parity-caller.ts'
import type { Tokens } from './start-parity.ts'

/** One call whose outcome every transport has to give alike. */
export interface ParityCase {
  readonly operation: Operation
  readonly input: object
  /** Who asks; a customer if absent. */
  readonly as?: (tokens: Tokens) => Promise<string | undefined>
  readonly options?: ParityOptions
  /** Code of the failure; an output is expected if absent. */
  readonly fails?: string
}

const guest = async () => undefined
const echoes = (input: object): ParityCase => ({ operation: echo, input })
const reads = (input: object): ParityCase => ({ operation: read, input, as: guest })
const refuses = (input: object): ParityCase => ({ ...echoes(input), fails: 'INVALID_INPUT' })
const failsBy = (way: string, fails = way): ParityCase => ({
  operation: fail,
  input: { way },
  fails,
})
const denies = (as: ParityCase['as'], fails: string): ParityCase => ({
  operation: staffOnly,
  input: {},
  fails,
  ...(as ? { as } : {}),
})

const values: Readonly<Record<string, ParityCase>> = {
  'nothing at all': echoes({}),
  'the largest integer a number holds': echoes({ integer: Number.MAX_SAFE_INTEGER }),
  'the smallest one': echoes({ integer: Number.MIN_SAFE_INTEGER }),
  'an integer beyond 32 bits': echoes({ integer: 2 ** 32 }),
  zero: echoes({ integer: 0, number: 0, text: '', flag: false, lines: [], labels: {} }),
  'an integer of 64 bits, as text': echoes({ wide: '-9223372036854775808' }),
  'a fraction that binary does not hold': echoes({ number: 0.1 + 0.2 }),
  'a tiny number': echoes({ number: 5e-324 }),
  'a huge number': echoes({ number: 1.7976931348623157e308 }),
  'money in minor units': echoes({
    money: { amount: Number.MAX_SAFE_INTEGER, currency: 'JPY' },
  }),
  'a day': echoes({ day: '2024-02-29' }),
  'a time with its zone': echoes({ at: '2026-03-29T02:30:00.123456+05:45' }),
  'a time in UTC': echoes({ at: '1969-12-31T23:59:59Z' }),
  null: echoes({ nullable: null }),
  'text where null may stand': echoes({ nullable: 'null' }),
  'an enum': echoes({ size: 'large' }),
  'lists of objects with and without a field': echoes({
    lines: [{ sku: 'a' }, { sku: 'b', note: '' }, { sku: 'c', note: 'n' }],
  }),
  'a map with names of any kind': echoes({
    labels: { 'a b': '1', ключ: '2', constructor: '3', '': '4' },
  }),
  'text of many planes': echoes({ text: 'naïve 日本語 😀 👩‍👩‍👧 עברית' }),
  'combining marks, not normalized': echoes({ text: 'e\u0301 \u00e9 \u1100\u1161' }),
  'text of quotes, lines and controls': echoes({ text: '"\\/\n\r\t\u0001\u2028\u2029{}[]&<>' }),
  'text of 900,000 characters': echoes({ text: 'x'.repeat(900_000) }),
  '5,000 lines': echoes({ lines: Array.from({ length: 5_000 }, (_, at) => ({ sku: `s${at}` })) }),
  'scalars of a query': reads({
    integer: Number.MAX_SAFE_INTEGER,
    number: 0.1,
    flag: false,
    text: 'a+b &=?#%20/ü 😀',
    wide: '9223372036854775807',
    day: '2026-11-21',
    at: '2026-11-21T12:00:00+01:00',
    size: 'small',
  }),
  'a query without any field': reads({}),
}

const wrongInputs: Readonly<Record<string, ParityCase>> = {
  'an unknown enum value': refuses({ size: 'medium' }),
  'a fraction for an integer': refuses({ integer: 1.5 }),
  'text for an integer': refuses({ integer: '1' }),
  'an integer beyond what is exact': refuses({ integer: 2 ** 53 }),
  'NUL in text': refuses({ text: 'a\u0000b' }),
  'half a surrogate pair': refuses({ text: 'a\ud800b' }),
  'null where it may not stand': refuses({ text: null }),
  'a day that is none': refuses({ day: '2026-02-30' }),
  'a field that is not there': refuses({ colour: 'red' }),
  'a required field that is missing': refuses({ lines: [{ note: 'n' }] }),
  'an amount below zero': refuses({ money: { amount: -1, currency: 'EUR' } }),
}

const refusals: Readonly<Record<string, ParityCase>> = {
  'no credentials': denies(guest, 'UNAUTHENTICATED'),
  'credentials that are nonsense': denies(async () => 'nonsense', 'UNAUTHENTICATED'),
  'an expired token': denies((tokens) => tokens.expired(), 'UNAUTHENTICATED'),
  'a token signed by others': denies((tokens) => tokens.foreign(), 'UNAUTHENTICATED'),
  'a token for others': denies((tokens) => tokens.forOthers(), 'UNAUTHENTICATED'),
  'the wrong role': denies(undefined, 'FORBIDDEN'),
  'a bad token for what is public': {
    ...reads({}),
    as: async () => 'nonsense',
    fails: 'UNAUTHENTICATED',
  },
  'a process too busy': { operation: shunned, input: {}, fails: 'OVERLOADED' },
  'a key that is missing': {
    operation: add,
    input: { counter: 'keyless', by: 1 },
    fails: 'IDEMPOTENCY_KEY_MISSING',
  },
  'a key too long': {
    operation: add,
    input: { counter: 'keyless', by: 1 },
    options: { key: 'k'.repeat(256) },
    fails: 'INVALID_INPUT',
  },
  'a declared failure without evidence': {
    operation: total,
    input: { counter: 'nowhere' },
    fails: 'NO_SUCH_COUNTER',
  },
  'an error of ours': failsBy('by itself', 'INTERNAL'),
  'a part that is away': failsBy('UNAVAILABLE'),
  'an operation slower than it may be': {
    operation: tooSlow,
    input: { id: 'slow' },
    fails: 'DEADLINE_EXCEEDED',
  },
  ...Object.fromEntries(
    failureKinds.map((kind, at) => [
      `a declared failure: ${kind}`,
      failsBy(`FAILED_${at}`, `FAILED_${at}`),
    ]),
  ),
}

/** What is said by which title; the same for every transport. */
export const parityCases: Readonly<Record<string, ParityCase>> = {
  ...values,
  ...wrongInputs,
  ...refusals,
}
