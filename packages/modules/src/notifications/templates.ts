import type { Money } from '@archwright/kit/contract'

import type { NotificationKind } from './contract.ts'

/** What a message of each kind is made of. */
export interface MessageData {
  welcome: object
  'order-confirmed': { orderId: string; total: Money }
  'order-rejected': { orderId: string; total: Money; code: string }
  'order-cancelled': { orderId: string; total: Money; refunded: boolean }
}

export interface Message {
  subject: string
  text: string
  html: string
}

interface Template<Data> {
  subject(data: Data): string
  paragraphs(data: Data): string[]
}

const templates: { [Kind in NotificationKind]: Template<MessageData[Kind]> } = {
  welcome: {
    subject: () => 'Welcome',
    paragraphs: () => ['Your account is open. You can sign in with this email address.'],
  },
  'order-confirmed': {
    subject: ({ orderId }) => `Order ${shortOf(orderId)} is confirmed`,
    paragraphs: ({ orderId, total }) => [
      `Thank you: your order ${orderId} is paid and on its way to be packed.`,
      `Total: ${formatMoney(total)}.`,
    ],
  },
  'order-rejected': {
    subject: ({ orderId }) => `Order ${shortOf(orderId)} could not be completed`,
    paragraphs: ({ orderId, total, code }) => [
      `We could not complete your order ${orderId} of ${formatMoney(total)}: ${reasonOf(code)}.`,
      'You were not charged.',
    ],
  },
  'order-cancelled': {
    subject: ({ orderId }) => `Order ${shortOf(orderId)} is cancelled`,
    paragraphs: ({ orderId, total, refunded }) => [
      `Your order ${orderId} is cancelled.`,
      refunded ? `We have returned ${formatMoney(total)} to you.` : 'You were not charged.',
    ],
  },
}

export function subjectOf<Kind extends NotificationKind>(
  kind: Kind,
  data: MessageData[Kind],
): string {
  return templates[kind].subject(data)
}

/** The message as text and as HTML of the same words; what customers chose is escaped. */
export function renderMessage<Kind extends NotificationKind>(
  kind: Kind,
  data: MessageData[Kind],
  name: string,
): Message {
  const { subject, paragraphs } = templates[kind]
  const all = [`Hello ${name},`, ...paragraphs(data)]
  const html = all.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
  return {
    subject: subject(data),
    text: `${all.join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="en"><body>\n${html.join('\n')}\n</body></html>\n`,
  }
}

const reasons: Readonly<Record<string, string>> = {
  OUT_OF_STOCK: 'something in it is out of stock',
  PAYMENT_DECLINED: 'the payment was declined',
}

function reasonOf(code: string): string {
  return Object.hasOwn(reasons, code) ? (reasons[code] ?? '') : 'something went wrong on our side'
}

/** Enough of an id for people to tell their orders apart: the random end, not the time it begins with. */
function shortOf(orderId: string): string {
  return orderId.slice(-8)
}

/** Minor units as people read them: two decimals for euros, none for yen. */
export function formatMoney({ amount, currency }: Money): string {
  const format = formatOf(currency)
  const { maximumFractionDigits = 2 } = format.resolvedOptions()
  // As a decimal: a division would lose the cents of large amounts.
  return format.format(`${amount}E-${maximumFractionDigits}` as `${number}`)
}

const formats = new Map<string, Intl.NumberFormat>()

/** Making a format costs more than using it a hundred times; there are few currencies. */
function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency)
  if (known) return known
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  formats.set(currency, format)
  return format
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}
