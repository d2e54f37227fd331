import type { Secret } from '@archwright/kit/app'

import { createMailer, type Mailer } from './mailer.ts'

/** The mailer for SMTP_URL as it is now; TypeError at the start when that is no address of a mail server. */
export class CurrentMailer {
  readonly #smtpUrl: Secret
  readonly #from: string
  #made: { readonly smtpUrl: string; readonly mailer: Mailer }

  constructor(smtpUrl: Secret, from: string) {
    this.#smtpUrl = smtpUrl
    this.#from = from
    this.#made = this.#make(smtpUrl() ?? '')
  }

  /** What is under way with the one before is finished by it. */
  now(): Mailer {
    const smtpUrl = this.#smtpUrl() ?? this.#made.smtpUrl
    if (smtpUrl !== this.#made.smtpUrl) {
      this.#made.mailer.close()
      this.#made = this.#make(smtpUrl)
    }
    return this.#made.mailer
  }

  close(): void {
    this.#made.mailer.close()
  }

  #make(smtpUrl: string) {
    return { smtpUrl, mailer: createMailer({ smtpUrl, from: this.#from }) }
  }
}
