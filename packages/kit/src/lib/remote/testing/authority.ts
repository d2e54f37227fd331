import 'reflect-metadata' // which the library of certificates looks for
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import * as x509 from '@peculiar/x509'

import type { ServiceFiles } from '../service-tls.ts'

x509.cryptoProvider.set(crypto)

/** An authority of a test, which issues certificates as files. */
export interface Authority extends AsyncDisposable {
  /** Certificate, key and authority of a process, as a platform would mount them; again to renew them. */
  issue(process: string, wanted?: Wanted): Promise<ServiceFiles>
}

export interface Wanted {
  readonly trustDomain?: string
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** Signed by its own key, and by no authority. */
  readonly selfSigned?: boolean
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const hourMs = 3_600_000
let serial = 1

export async function startAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'authority-'))
  const keys = await newKeys()
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=test authority', keys, signingAlgorithm: algorithm, ...lifeOf({}) },
    serialNumber: nextSerial(),
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  })
  const write = async (name: string, text: string) => {
    const path = join(folder, name)
    await writeFile(`${path}.new`, text)
    await rename(`${path}.new`, path) // nobody reads half of it
    return path
  }
  return {
    async issue(process, wanted = {}) {
      const own = await newKeys()
      const cert = await certificateOf(process, own, { wanted, ca, keys })
      const privateKey = await crypto.subtle.exportKey('pkcs8', own.privateKey)
      return {
        ca: await write(`${process}-ca.pem`, ca.toString('pem')),
        key: await write(`${process}-key.pem`, x509.PemConverter.encode(privateKey, 'PRIVATE KEY')),
        cert: await write(`${process}.pem`, cert.toString('pem')),
      }
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

interface Issuer {
  readonly wanted: Wanted
  readonly ca: x509.X509Certificate
  readonly keys: CryptoKeyPair
}

function certificateOf(process: string, own: CryptoKeyPair, { wanted, ca, keys }: Issuer) {
  const { trustDomain = 'shop.test', selfSigned = false } = wanted
  const uri = `spiffe://${trustDomain}/${process}`
  return x509.X509CertificateGenerator.create({
    subject: `CN=${process}`,
    issuer: selfSigned ? `CN=${process}` : ca.subject,
    serialNumber: nextSerial(),
    publicKey: own.publicKey,
    signingKey: selfSigned ? own.privateKey : keys.privateKey,
    signingAlgorithm: algorithm,
    ...lifeOf(wanted),
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'url', value: uri }])],
  })
}

function lifeOf({ notBefore, notAfter }: Wanted) {
  return {
    notBefore: notBefore ?? new Date(Date.now() - hourMs),
    notAfter: notAfter ?? new Date(Date.now() + hourMs),
  }
}

async function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

function nextSerial(): string {
  serial += 1
  return serial.toString(16).padStart(4, '0')
}
