import assert from 'node:assert/strict'
import { createHmac, createPublicKey, verify } from 'node:crypto'
import { describe, it } from 'node:test'

import { contentDigest, isDigestOf } from './content-digest.ts'
import { readSignature } from './read-signature.ts'

/** The request, keys and signatures of RFC 9421, appendix B. */
const body = '{"hello": "world"}'
const request = {
  method: 'POST',
  url: 'https://example.com/foo?param=Value&Pet=dog',
  headers: {
    host: 'example.com',
    date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'content-type': 'application/json',
    'content-digest':
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    'content-length': '18',
  },
}
const shared = Buffer.from(
  'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==',
  'base64',
)
const ed25519 = createPublicKey(`-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----`)

const signedBy = (name: string, input: string, signature: string) => ({
  ...request,
  headers: {
    ...request.headers,
    'signature-input': `${name}=${input}`,
    signature: `${name}=:${signature}:`,
  },
})
const hmacInput =
  '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"'
const hmacSigned = signedBy('sig-b25', hmacInput, 'pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=')

describe('by the vectors of RFC 9421', () => {
  it('an HMAC is read and holds (B.2.5)', async () => {
    const read = await readSignature(hmacSigned)
    assert.equal(
      read.base.toString(),
      [
        '"date": Tue, 20 Apr 2021 02:07:55 GMT',
        '"@authority": example.com',
        '"content-type": application/json',
        `"@signature-params": ${hmacInput}`,
      ].join('\n'),
    )
    assert.deepEqual(createHmac('sha256', shared).update(read.base).digest(), read.signature)
    assert.deepEqual([read.keyId, read.created], ['test-shared-secret', 1_618_884_473])
    assert.deepEqual(['date', '@authority', '@method', 'content-digest'].map(read.covers), [
      true,
      true,
      false,
      false,
    ])
  })

  it('a signature by ed25519 is read and holds (B.2.6)', async () => {
    const read = await readSignature(
      signedBy(
        'sig-b26',
        '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
        'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
      ),
    )
    assert.ok(verify(null, read.base, ed25519, read.signature))
  })

  it('a digest of the body holds, and of no other body (RFC 9530 too)', () => {
    const said = request.headers['content-digest']
    assert.ok(isDigestOf(said, Buffer.from(body)))
    assert.ok(!isDigestOf(said, Buffer.from(`${body} `)))
    // RFC 9530, appendix D: the same body with the line feed of a file.
    const sample = Buffer.from('{"hello": "world"}\n')
    assert.equal(contentDigest(sample), 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:')
  })
})

describe('a signature', () => {
  it('that is altered in what it covers has another base', async () => {
    const altered = { ...hmacSigned, headers: { ...hmacSigned.headers, date: 'tomorrow' } }
    const read = await readSignature(altered)
    assert.notDeepEqual(createHmac('sha256', shared).update(read.base).digest(), read.signature)
  })

  it('is one, and can be read', async () => {
    const { signature } = hmacSigned.headers
    const twice = `sig-b25=${hmacInput}, other=${hmacInput}`
    for (const headers of [
      { ...hmacSigned.headers, signature: '' },
      { ...hmacSigned.headers, 'signature-input': twice, signature: `${signature}, other=:AAAA:` },
      { ...hmacSigned.headers, 'signature-input': 'sig-b25=("date' },
      { ...hmacSigned.headers, 'signature-input': 'sig-b25=("@no-such");created=1' },
      { ...hmacSigned.headers, 'signature-input': 'sig-b25=("x-absent");created=1' },
      request.headers,
    ])
      await assert.rejects(readSignature({ ...request, headers }))
  })

  it('covers no component in part', async () => {
    const input = '("content-digest";key="sha-512");created=1618884473;keyid="x"'
    const read = await readSignature(signedBy('part', input, 'AAAA'))
    assert.equal(read.covers('content-digest'), false)
  })
})

it('a digest in algorithms that are broken or unknown says nothing', () => {
  for (const field of ['', 'md5=:AAAA:', 'sha=:AAAA:', 'undefined', 'sha-256=nonsense'])
    assert.equal(isDigestOf(field, Buffer.from(body)), false)
  const both = `${contentDigest(Buffer.from(body))}, sha-512=:AAAA:`
  assert.equal(isDigestOf(both, Buffer.from(body)), false)
})
