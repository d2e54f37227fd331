const mostBytes = 262_144

/**
 * Where an issuer publishes its keys (OpenID Connect Discovery 1.0 §4).
 * @throws Error when it does not answer, names itself otherwise, or publishes them in the clear
 */
export async function discoverKeys(issuer: string, timeoutMs: number): Promise<URL> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const answer = await fetch(address, {
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
    headers: { accept: 'application/json' },
  })
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`)
  const found: unknown = JSON.parse(await limitedText(answer))
  const { issuer: named, jwks_uri: keys } = Object(found) as Record<string, unknown>
  if (named !== issuer) throw new Error(`${address} is of ${String(named)}`)
  const url = typeof keys === 'string' ? URL.parse(keys) : null
  if (url?.protocol !== new URL(issuer).protocol) throw new Error(`${address} names no keys`)
  return url
}

async function limitedText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > mostBytes) throw new Error(`more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
