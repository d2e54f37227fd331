import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { isGlobal } from './global-address.ts'
import { checkAddress, checkTarget, hostOf, publicTargets, TargetRefused } from './target.ts'

describe('an address', () => {
  // IANA's special-purpose registries, and what clouds keep inside.
  const special: Record<string, string[]> = {
    'this network': ['0.0.0.0', '0.1.2.3', '::'],
    loopback: ['127.0.0.1', '127.255.255.254', '::1'],
    private: [
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      'fc00::1',
      'fd00:ec2::254',
    ],
    'link-local, with the metadata of clouds': ['169.254.169.254', '169.254.170.2', 'fe80::1'],
    'metadata elsewhere': ['168.63.129.16', '100.100.100.200', '192.0.0.192'],
    'shared by carriers': ['100.64.0.1', '100.127.255.255'],
    'documentation and benchmarks': [
      '192.0.2.1',
      '198.18.0.1',
      '203.0.113.9',
      '2001:db8::1',
      '3fff::1',
    ],
    multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
    reserved: ['240.0.0.1', '255.255.255.255', '192.88.99.1'],
    'IPv4 within IPv6': [
      '::ffff:8.8.8.8',
      '::ffff:10.0.0.1',
      '::8.8.8.8',
      '64:ff9b::808:808',
      '64:ff9b:1::7f00:1',
      '2002:7f00:1::',
      '2001:0:7f00:1::',
    ],
    'site-local, discarded, routed by segments': ['fec0::1', '100::1', '5f00::1'],
    'not an address': ['', 'localhost', '1.2.3', '::g'],
  }
  for (const [kind, addresses] of Object.entries(special)) {
    it(`is refused: ${kind}`, () => {
      for (const address of addresses) assert.equal(isGlobal(address), false, address)
    })
  }

  it('that anybody can reach is allowed', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])
      assert.equal(isGlobal(address), true, address)
  })
})

describe('a URL', () => {
  const refused: Record<string, string> = {
    'no URL': 'example.com/hook',
    'no HTTPS': 'http://example.com/',
    'another protocol': 'file:///etc/passwd',
    'a user name': 'https://user@example.com/',
    'a password': 'https://:secret@example.com/',
    'another port': 'https://example.com:5432/',
    'a host without a domain': 'https://metadata/',
    'this machine': 'https://localhost/',
    'a full-width address': 'https://１２７.0.0.1/',
    'a long one': `https://example.com/${'x'.repeat(2_000)}`,
  }
  for (const [what, url] of Object.entries(refused)) {
    it(`is refused: ${what}`, () => {
      assert.throws(() => checkTarget(url, publicTargets), TargetRefused)
    })
  }

  it('of the internet is allowed', () => {
    for (const url of ['https://example.com/a?b=c', 'https://example.com:8443', 'https://8.8.8.8/'])
      assert.doesNotThrow(() => checkTarget(url, publicTargets), url)
  })

  it('leads to this machine only where that is allowed', () => {
    const development = { ...publicTargets, loopback: true }
    for (const url of ['http://127.0.0.1:4000/', 'http://localhost:4000/', 'http://[::1]:4000/'])
      assert.doesNotThrow(() => checkTarget(url, development), url)
    for (const url of ['http://10.0.0.1/', 'https://10.0.0.1/', 'http://example.com/'])
      assert.throws(() => checkTarget(url, development), TargetRefused, url)
  })

  it('is judged by its address however that is spelt', () => {
    fc.assert(
      fc.property(octets, fc.constantFrom(...spellings), (address, spell) => {
        const url = `https://${spell(address)}/`
        const expected = isGlobal(address.join('.'))
        assert.equal(allows(url), expected, url)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is judged by the same address as its connection', () => {
    fc.assert(
      fc.property(octets, fc.constantFrom(...spellings), (address, spell) => {
        const host = hostOf(new URL(`https://${spell(address)}/`))
        const same = host === address.join('.') || host.includes(':')
        assert.ok(same, `${spell(address)} became ${host}`)
      }),
    )
  })
})

type Octets = readonly [number, number, number, number]

const octet = fc.integer({ min: 0, max: 255 })
const octets: fc.Arbitrary<Octets> = fc.oneof(
  fc.tuple(octet, octet, octet, octet),
  fc.tuple(fc.constantFrom(10, 127, 169, 172, 192, 100), octet, octet, octet),
  fc.constantFrom<Octets[]>([127, 0, 0, 1], [169, 254, 169, 254], [10, 0, 0, 1], [8, 8, 8, 8]),
)

const numberOf = ([a, b, c, d]: Octets) => ((a * 256 + b) * 256 + c) * 256 + d

/** Ways to write an IPv4 address in a URL; those within IPv6 are refused whatever they hold. */
const spellings: readonly ((address: Octets) => string)[] = [
  (address) => address.join('.'),
  (address) => String(numberOf(address)),
  (address) => `0x${numberOf(address).toString(16)}`,
  (address) => `0${numberOf(address).toString(8)}`,
  (address) => address.map((part) => `0x${part.toString(16)}`).join('.'),
  (address) => address.map((part) => `0${part.toString(8)}`).join('.'),
  ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
  ([a, b, c, d]) => `${a}.0${b.toString(8)}.${c * 256 + d}.`,
  (address) => address.map((part) => `%3${String(part)[0]}${String(part).slice(1)}`).join('.'),
]

function allows(url: string): boolean {
  try {
    const target = checkTarget(url, publicTargets)
    checkAddress(hostOf(target), publicTargets)
    return true
  } catch (error) {
    assert.ok(error instanceof TargetRefused, String(error))
    return false
  }
}

describe('an IPv4 address within IPv6', () => {
  it('is refused in every form, also a global one', () => {
    const forms = [
      (ip: string) => `[::ffff:${ip}]`,
      (ip: string) => `[::${ip}]`,
      (ip: string) => `[64:ff9b::${ip}]`,
      (ip: string) => `[::ffff:0:${ip}]`,
    ]
    fc.assert(
      fc.property(octets, fc.constantFrom(...forms), (address, form) => {
        assert.equal(allows(`https://${form(address.join('.'))}/`), false)
      }),
    )
  })
})
