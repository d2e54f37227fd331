import type { Node } from 'oxc-parser'

import { type Literal, literalText, nameOf } from '../../read/source.ts'
import type { Rule } from '../../rule.ts'

/** Keys whose makers gave them a form, so that they can be found. */
export const keyForms: readonly (readonly [RegExp, string])[] = [
  [/\bAKIA[0-9A-Z]{16}\b/, 'an AWS access key'],
  [/\bsk_live_[0-9a-zA-Z]{16,}/, 'a live Stripe key'],
  [/\bgh[pousr]_[0-9A-Za-z]{36,}/, 'a GitHub token'],
  [/\bgithub_pat_[0-9A-Za-z_]{50,}/, 'a GitHub token'],
  [/\bxox[abprs]-[0-9A-Za-z-]{20,}/, 'a Slack token'],
  [/\bAIza[0-9A-Za-z_-]{35}\b/, 'a Google API key'],
  [/\bSG\.[\w-]{22}\.[\w-]{43}\b/, 'a SendGrid key'],
  [/\bsk-(proj-)?[A-Za-z0-9]{40,}/, 'an OpenAI key'],
  [/-----BEGIN ([A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}/, 'a private key'],
  [
    /\b(postgres(ql)?|mysql|mongodb(\+srv)?|amqps?|rediss?):\/\/[^:/@\s${}<>]+:[^@/\s${}<>*]{8,}@(?!localhost|127\.|db\b|postgres\b|mysql\b|redis\b|mongo\w*\b|host\b|example)[\w.-]+\.[a-z]{2,}/,
    'a database password',
  ],
]

export const secretInCode: Rule<'source'> = {
  id: 'secret-in-code',
  severity: 'error',
  title: 'A secret in the code',
  why: 'Everybody who ever read the repository has it, its history keeps it, and it cannot be changed without a release.',
  instead: 'Read it from the environment or a secret store, revoke this one.',
  source: 'OWASP Secrets Management Cheat Sheet; The Twelve-Factor App, III. Config',
  *find({ file, literals }) {
    for (const literal of literals) {
      const form = keyForms.find(([pattern]) => pattern.test(literal.value))?.[1]
      const what = form ?? assignedSecret(literal)
      if (what && !isPlaceholder(literal.value))
        yield { file, at: literal.at, message: `${what} is written here` }
    }
  },
}

const secretName =
  /^(.*[_-])?(password|passwd|secret|api[_-]?key|private[_-]?key|access[_-]?token|auth[_-]?token|client[_-]?secret|jwt[_-]?secret|session[_-]?secret|signing[_-]?key|encryption[_-]?key)$/i

/** A text that looks made at random, given to a variable or property that is named a secret. */
function assignedSecret({ value, ancestors }: Literal): string | undefined {
  const parent = ancestors.at(-1)
  const name = parent && targetName(parent, value)
  const isRandom =
    /^[\w+/=.-]{16,}$/.test(value) &&
    /\d/.test(value) &&
    /[a-z]/i.test(value) &&
    variety(value) >= 10
  const isWords = /^[a-z]+([_.: -][a-z0-9]+)*$/i.test(value) && !/\d{3}/.test(value)
  return name && isRandom && !isWords && secretName.test(name) ? `\`${name}\`` : undefined
}

function targetName(parent: Node, value: string): string {
  if (parent.type === 'VariableDeclarator') return nameOf(parent.id)
  if (parent.type === 'AssignmentExpression') return nameOf(parent.left).split('.').at(-1) ?? ''
  const isValue = parent.type === 'Property' && literalText(parent.value as Node) === value
  if (isValue) return nameOf(parent.key) || (literalText(parent.key) ?? '')
  return ''
}

/** How many different characters it has. */
const variety = (text: string) => new Set(text).size

export function isPlaceholder(text: string): boolean {
  return /example|placeholder|change[_-]?me|replace[_-]?(me|with)|^insert[_-]|_val(ue)?$|todo|your[_-]|xxxx|dummy|fake|sample|test|<[^>]+>|\$\{|\uFFFC|\*\*\*|0123456789|1234567890|abcdef/i.test(
    text,
  )
}
