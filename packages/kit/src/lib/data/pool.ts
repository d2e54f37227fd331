import pg from 'pg'

/** Where a database is, with user and password; asked again at each connection where the password may be renewed. */
export type Address = string | (() => string)

export function addressNow(address: Address): string {
  return typeof address === 'string' ? address : address()
}

/**
 * A pool that outlives its server: a connection that dies fails its statement, or is replaced at the next use.
 * Without these listeners its last words would end the process.
 */
export function openPool(address: Address, config: pg.PoolConfig): pg.Pool {
  const pool = new PatientPool({ ...config, Client: clientAt(address) })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** A client that logs in with what the address says at that moment. */
function clientAt(address: Address): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super({ ...Object(config), connectionString: addressNow(address) })
    }
  }
}

type Lent = Parameters<Exclude<Parameters<pg.Pool['connect']>[0], undefined>>
type Lend = (...lent: Lent) => void

/** How long a password that PostgreSQL refuses is tried again: a new one is known there before it is here. */
const patienceMs = 5_000
const pauseMs = 250

class PatientPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>
  override connect(lend: Lend): void
  override connect(lend?: Lend): Promise<pg.PoolClient> | undefined {
    if (lend) {
      this.#connectBy(performance.now() + patienceMs, lend)
      return undefined
    }
    return new Promise((resolve, reject) => {
      this.connect((error, client) => (client ? resolve(client) : reject(error)))
    })
  }

  #connectBy(deadline: number, lend: Lend): void {
    super.connect((...lent) => {
      const [error] = lent
      if (!isLoginRefused(error) || performance.now() > deadline) lend(...lent)
      else setTimeout(() => this.#connectBy(deadline, lend), pauseMs)
    })
  }
}

/** Wrong password, or a role that may not log in (SQLSTATE class 28). */
function isLoginRefused(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code?.startsWith('28') === true
}
