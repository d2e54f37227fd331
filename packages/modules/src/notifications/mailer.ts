import { createTransport } from 'nodemailer'

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
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: 4, ...waits })
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost'

  return {
    async send({ id, ...letter }) {
      try {
        const messageId = `<${id}@${domain}>`
        const { response } = await transport.sendMail({ ...letter, from, messageId, headers })
        return { sent: true, response }
      } catch (error) {
        return { sent: false, permanent: isRefusal(error), reason: String(error) }
      }
    },
    close: () => transport.close(),
  }
}

const waits = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

// No out-of-office answers, please (RFC 3834).
const headers = { 'Auto-Submitted': 'auto-generated' }

/** A refused sign-in is our fault, not the letter's: it may work when somebody has put that right. */
function isRefusal(error: unknown): boolean {
  const { code, responseCode } = Object(error) as { code?: string; responseCode?: number }
  return code !== 'EAUTH' && responseCode !== undefined && responseCode >= 500 && responseCode < 600
}
