import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, unwatchFile, watchFile } from 'node:fs'

/** By what a process proves to others which one it is, and whom it believes; files in PEM. */
export interface ServiceFiles {
  readonly cert: string
  readonly key: string
  /** Authorities whose certificates are believed. */
  readonly ca: string
}

export interface Identity {
  readonly cert: string
  readonly key: string
  readonly ca: string
}

export interface ServiceTls {
  current(): Identity
  /** Hears when the certificate was renewed. */
  onRenewed(listener: (identity: Identity) => void): void
  close(): void
}

const lookEveryMs = 1_000

/**
 * Reads the files, and again whenever one of them changes, so that a renewed certificate needs no restart. What cannot
 * be read, or does not fit together while it is being replaced, leaves what was.
 * @throws Error at the start when the files are no certificate with its key
 */
export function openServiceTls(
  files: ServiceFiles,
  warn: (message: string, details: object) => void,
): ServiceTls {
  let identity = readIdentity(files)
  const listeners: ((renewed: Identity) => void)[] = []
  const look = () => {
    try {
      identity = readIdentity(files)
      for (const listener of listeners) listener(identity)
    } catch (error) {
      warn('the certificate is not read anew', { files, error })
    }
  }
  const paths = Object.values(files)
  // Polled: mounted files of an orchestrator are swapped as links, which other ways of watching miss.
  for (const path of paths) watchFile(path, { interval: lookEveryMs, persistent: false }, look)
  return {
    current: () => identity,
    onRenewed: (listener) => void listeners.push(listener),
    close: () => {
      for (const path of paths) unwatchFile(path, look)
    },
  }
}

function readIdentity(files: ServiceFiles): Identity {
  const read = (path: string) => readFileSync(path, 'utf8')
  const identity = { cert: read(files.cert), key: read(files.key), ca: read(files.ca) }
  const certificate = new X509Certificate(identity.cert)
  if (!certificate.checkPrivateKey(createPrivateKey(identity.key)))
    throw new Error(`${files.key} is not the key of ${files.cert}`)
  new X509Certificate(identity.ca) // throws when it is none
  return identity
}
