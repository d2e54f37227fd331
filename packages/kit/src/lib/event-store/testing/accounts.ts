import { Type } from 'typebox'

import { command, query } from '../../../contract.ts'
import { aggregate, eventStream, handle, type Module, projection } from '../../../index.ts'

const Amount = Type.Integer({ minimum: 1 })

export const accountStream = eventStream({
  name: 'accounts.account',
  events: {
    opened: Type.Object({ owner: Type.String() }),
    paidIn: Type.Object({ amount: Amount }),
    paidOut: Type.Object({ amount: Amount }),
  },
})

export const account = aggregate({
  of: accountStream,
  initial: { balance: 0, events: 0 },
  snapshotEvery: 10,
  evolve({ balance, events }, { type, data }) {
    const change = type === 'paidIn' ? data.amount : type === 'paidOut' ? -data.amount : 0
    return { balance: balance + change, events: events + 1 }
  },
})

/** How many events each account has had and what is in it: the read model. */
export const balances = projection({
  name: 'accounts.balances',
  of: accountStream,
  version: 1,
  columns: 'account text primary key, balance bigint not null, seen integer[] not null',
  indexes: ['balance'],
  async apply(events, { sql, table }) {
    for (const { stream, version, type, data } of events) {
      const change = type === 'paidIn' ? data.amount : type === 'paidOut' ? -data.amount : 0
      await sql`
        insert into ${table} as kept (account, balance, seen) values (${stream}, ${change}, array[${version}::int])
        on conflict (account) do update set balance = kept.balance + ${change}, seen = kept.seen || ${version}::int`
    }
  },
})

const Account = Type.Object({ account: Type.String(), amount: Amount })
const Balance = Type.Object({ balance: Type.Integer() })

export const payIn = command({
  name: 'accounts.payIn',
  summary: 'Pay in',
  access: 'internal',
  idempotency: 'none',
  input: Account,
  output: Balance,
})

export const payOut = command({
  name: 'accounts.payOut',
  summary: 'Pay out what is there',
  access: 'internal',
  idempotency: 'none',
  input: Account,
  output: Balance,
  errors: { NOT_ENOUGH: { kind: 'conflict', says: 'That is more than there is.' } },
})

export const readBalance = query({
  name: 'accounts.readBalance',
  summary: 'What is in an account, by its events',
  access: 'internal',
  input: Type.Pick(Account, ['account']),
  output: Type.Object({ balance: Type.Integer(), version: Type.Integer() }),
})

export const accounts: Module = {
  name: 'accounts',
  summary: 'Accounts kept as events',
  migrations: new URL('./migrations/', import.meta.url),
  projections: [balances],
  handlers: [
    handle(payIn, async ({ account: id, amount }, { sql }) => {
      const { state } = await account.change(sql, id, () => [{ type: 'paidIn', data: { amount } }])
      return { balance: state.balance }
    }),
    handle(payOut, async ({ account: id, amount }, { sql, fail }) => {
      const { state } = await account.change(sql, id, ({ state: { balance } }) => {
        if (balance < amount) throw fail.NOT_ENOUGH()
        return [{ type: 'paidOut', data: { amount } }]
      })
      return { balance: state.balance }
    }),
    handle(readBalance, async ({ account: id }, { sql }) => {
      const { state, version } = await account.load(sql, id)
      return { balance: state.balance, version }
    }),
  ],
}
