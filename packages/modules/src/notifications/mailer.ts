import { Readable } from 'node:stream'

import { inSpan, spanOf } from '@archwright/kit/telemetry'
import addressparser from 'nodemailer/lib/addressparser'
import SMTPPool from 'nodemailer/lib/smtp-pool'

import { asciiDomain, mimeOf } from './mime.ts'
import type { Message } from './templates.ts'

export interface Letter extends Message {
  /** Names the letter in its Message-ID: a repeat can be told from a second letter. */
  id: string
  to: string
}

/** `permanent`: the server refused this letter, and would again. */
export type MailOutcome =
  | { sent: true; response: string }
  | { sent: false; permanent: boolean; reason: string }

/** Hands letters to a mail server. */
export interface Mailer {
  send(letter: Letter): Promise<MailOutcome>
  close(): void
}

export interface MailerSettings {
  /** smtp://user:password@host:587, or smtps:// for TLS from the first byte. */
  readonly smtpUrl: string
  /** Sender, as in a From header. */
  readonly from: string
}

/** Connects at the first letter; keeps up to four connections. */
export function createMailer({ smtpUrl, from }: MailerSettings): Mailer {
  // The message must not show the URL: it may hold a password.
  if (!/^smtps?:\/\//.test(smtpUrl) || !URL.canParse(smtpUrl)) {
    throw new TypeError('SMTP_URL must look like smtp://user:password@host:587')
  }
  const [sender] = addressparser(from, { flatten: true })
  if (!sender?.address.includes('@'))
    throw new TypeError('MAIL_FROM must look like Shop <no-reply@shop.example>')
  const pool = new SMTPPool({ url: smtpUrl, pool: true, maxConnections: 4, ...waits })
  const kind = spanOf('hand over a letter', 'CLIENT', {
    'server.address': new URL(smtpUrl).hostname,
  })
  const domain = sender.address.slice(sender.address.lastIndexOf('@') + 1)

  return {
    async send({ id, to, ...message }) {
      const messageId = `<${id}@${domain}>`
      const envelope = { from: asciiDomain(sender.address), to: [asciiDomain(to)] }
      const content = mimeOf({ from: sender, to, messageId, date: new Date(), ...message })
      try {
        const response = await inSpan(kind, () => handOver(pool, { envelope, messageId, content }))
        return { sent: true, response }
      } catch (error) {
        return { sent: false, permanent: isRefusal(error), reason: String(error) }
      }
    },
    close: () => pool.close(),
  }
}

const waits = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

interface Handover {
  readonly envelope: { readonly from: string; readonly to: string[] }
  readonly messageId: string
  readonly content: string
}

/** Gives the pool what it asks of a message; resolves to the server's answer. */
function handOver(pool: SMTPPool, { envelope, messageId, content }: Handover): Promise<string> {
  const message = {
    getEnvelope: () => envelope,
    messageId: () => messageId,
    getHeader: () => messageId, // for the pool's own log, the only header it reads
    createReadStream: () => Readable.from([content]),
  }
  return new Promise((resolve, reject) => {
    const mail = { data: {}, message } as unknown as Parameters<SMTPPool['send']>[0] // what of it the pool uses
    pool.send(mail, (error, info) => (info ? resolve(info.response) : reject(error)))
  })
}

/** A refused sign-in is our fault, not the letter's: it may work when somebody has put that right. */
function isRefusal(error: unknown): boolean {
  const { code, responseCode } = Object(error) as { code?: string; responseCode?: number }
  return code !== 'EAUTH' && responseCode !== undefined && responseCode >= 500 && responseCode < 600
}
