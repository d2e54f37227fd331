import { checkTarget, TargetRefused, type TargetRules } from '@archwright/kit/outgoing'

/** Why messages cannot go to a URL, as far as its text tells; its name is looked up at each sending. */
export function findRefusal(url: string, rules: TargetRules): string | undefined {
  try {
    checkTarget(url, rules)
    return undefined
  } catch (error) {
    if (error instanceof TargetRefused) return error.message
    throw error
  }
}
