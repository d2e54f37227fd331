import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'

import { hash, parseOptions, verify } from '@node-rs/argon2'
import { BulkheadRejectedError, bulkhead } from 'cockatiel'

import { builtIn } from '../contract/failure.ts'
import { tellPlaces } from '../telemetry/places.ts'

/** Argon2id as OWASP's Password Storage Cheat Sheet sets it: 19 MiB, 2 passes, 1 lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Hashes wait for a core; who would wait longer than about a second is refused instead. */
const most = { concurrent: Math.max(1, availableParallelism() - 1), queued: 32 }
const gate = bulkhead(most.concurrent, most.queued)
tellPlaces('password-hashes', () => ({
  used: most.concurrent - gate.executionSlots,
  most: most.concurrent,
  waiting: most.queued - gate.queueSlots,
}))

/** The password as an Argon2id hash in PHC form; OVERLOADED when too many are being hashed. */
export function hashPassword(password: string): Promise<string> {
  return gated(() => hash(password, cost))
}

/** Whether the password is the one that was hashed; OVERLOADED when too many are being hashed. */
export function verifyPassword(hashed: string, password: string): Promise<boolean> {
  return gated(() => verify(hashed, password))
}

/** Takes as long as a real verification and says no: who asks must not learn whether the account exists. */
export async function verifyNobody(password: string): Promise<false> {
  nobody ??= hashPassword(randomBytes(32).toString('base64url'))
  await verifyPassword(await nobody.catch(forgetNobody), password)
  return false
}

/** False when the hash was made with less than today's cost: hash again at the next login. */
export function isCurrentHash(hashed: string): boolean {
  const { memoryCost, timeCost, parallelism } = parseOptions(hashed)
  return (
    memoryCost >= cost.memoryCost && timeCost >= cost.timeCost && parallelism >= cost.parallelism
  )
}

let nobody: Promise<string> | undefined

function forgetNobody(error: unknown): never {
  nobody = undefined
  throw error
}

async function gated<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await gate.execute(run)
  } catch (error) {
    if (error instanceof BulkheadRejectedError) {
      throw builtIn('OVERLOADED', { retryAfterSeconds: 1 })
    }
    throw error
  }
}
