import { URI } from 'otpauth'

import { password } from '../sample-identity.ts'
import type { ProviderProcess } from './start-provider.ts'

/** Gives an account of a process an authenticator. The code that it makes next can be used already: one step is tolerated. */
export async function enrolOver(
  { rest }: ProviderProcess,
  email: string,
): Promise<{ token: string; nextCode: string; recoveryCodes: string[] }> {
  const session = await rest('POST', '/sessions', { body: { email, password } })
  const { accessToken: token } = (await session.json()) as { accessToken: string }
  const enrolled = await rest('POST', '/users/me/second-factor', { token })
  const { authenticatorUri } = (await enrolled.json()) as { authenticatorUri: string }
  const authenticator = URI.parse(authenticatorUri)
  if (!('period' in authenticator)) throw new TypeError('no authenticator by time')
  const timestamp = Date.now()
  const body = { oneTimeCode: authenticator.generate({ timestamp }) }
  const confirmed = await rest('POST', '/users/me/second-factor/confirm', { token, body })
  const { recoveryCodes } = (await confirmed.json()) as { recoveryCodes: string[] }
  const nextCode = authenticator.generate({ timestamp: timestamp + 30_000 })
  return { token, nextCode, recoveryCodes }
}
