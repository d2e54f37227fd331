import { domainToASCII } from 'node:url'

import { encodeWord, encodeWords } from 'nodemailer/lib/mime-funcs'
import { encode, wrap } from 'nodemailer/lib/qp'

/** A letter as it is to be written down; `from` and `to` are bare addresses. */
export interface MimeLetter {
  readonly from: { readonly name: string; readonly address: string }
  readonly to: string
  readonly messageId: string
  readonly date: Date
  readonly subject: string
  readonly text: string
  readonly html: string
}

/**
 * The letter as RFC 5322 text, its words as plain text and as HTML. Written in one go: a tree of streams for these
 * few lines cost more processor time than all else of an order (measured: 0.6 to 1 ms a letter, here 0.03).
 */
export function mimeOf({ from, to, messageId, date, subject, text, html }: MimeLetter): string {
  const headers = [
    'Auto-Submitted: auto-generated', // no out-of-office answers, please (RFC 3834)
    `From: ${oneLine(mailbox(from))}`,
    `To: ${oneLine(to)}`,
    `Subject: ${oneLine(encodeWords(subject, 'Q', 52))}`,
    `Message-ID: ${oneLine(messageId)}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
  ]
  const parts = [part('text/plain', text), part('text/html', html), `--${boundary}--`, '']
  return [...headers, '', ...parts].join('\r\n')
}

/** An address that mail servers without SMTPUTF8 understand where only its domain is not ASCII. */
export function asciiDomain(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at + 1)}${domainToASCII(address.slice(at + 1)) || address.slice(at + 1)}`
}

// Quoted-printable text never holds "=_", so no part can hold this (RFC 2045, 6.7).
const boundary = '=_alternative'

function part(type: string, content: string): string {
  const lines = wrap(encode(content.replaceAll(/\r?\n/g, '\r\n')))
  return `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${lines}`
}

function mailbox({ name, address }: MimeLetter['from']): string {
  if (name === '') return address
  if (/^[\w ]+$/.test(name)) return `${name} <${address}>`
  const printable = /^[\x20-\x7e]*$/.test(name)
  const shown = printable ? `"${name.replaceAll(/["\\]/g, '\\$&')}"` : encodeWord(name, 'Q', 52)
  return `${shown} <${address}>`
}

/** No value may start a header of its own. */
function oneLine(value: string): string {
  return value.replaceAll(/[\r\n]+/g, ' ')
}
