import type { Mail } from '../environment/mail-sink.ts'

const orderIdPattern = /\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g

/**
 * Counts the confirmations per order. Mail is delivered at least once, so copies with the same Message-ID
 * are one mail; another id for the same order is a second one.
 */
export function countConfirmations(
  mails: readonly Mail[],
  orderIds: ReadonlySet<string>,
): Map<string, number> {
  const distinct = new Map(mails.map((mail) => [mail.messageId, mail]))
  const counts = new Map<string, number>()
  for (const { text } of distinct.values()) {
    if (!isConfirmation(text)) continue
    const mentioned = new Set(unfold(text).match(orderIdPattern))
    for (const id of mentioned) {
      if (orderIds.has(id)) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
  }
  return counts
}

function isConfirmation(text: string): boolean {
  return /^subject:.*confirm/im.test(text)
}

/** Quoted-printable breaks long lines with "=". */
function unfold(text: string): string {
  return text.replaceAll(/=\r?\n/g, '')
}
