import type { Node } from 'oxc-parser'

import { type Call, isFunction, literalText, nameOf, walk } from '../../read/source.ts'
import type { Rule } from '../../rule.ts'

export const fastPasswordHash: Rule<'source'> = {
  id: 'fast-password-hash',
  severity: 'error',
  title: 'A password under a fast hash',
  why: 'Graphics cards try thousands of millions of MD5 or SHA hashes a second; a stolen table of them is a table of passwords.',
  instead: 'Argon2id (19 MiB, 2 passes), or scrypt; never a hash made for speed.',
  source: 'OWASP Password Storage Cheat Sheet; NIST SP 800-63B §5.1.1.2',
  *find({ file, calls }) {
    // A list of stolen passwords is asked by SHA-1; beside a slow hash, a fast one reads old accounts.
    if (/pwned|hibp|argon2|bcrypt|scrypt/i.test(file.text)) return
    for (const { name, node, ancestors } of calls) {
      const isHash =
        /(^|\.)createHash$/.test(name) && /^(md5|sha-?\d+)$/i.test(firstText(node.arguments))
      const isDirect = /^(md5|sha1|sha256)$/i.test(name)
      if (!isHash && !isDirect) continue
      const hashed = isDirect ? node.arguments[0] : hashedBy(ancestors)
      if (hashed && /passw(or)?d$/i.test(nameOf(hashed)))
        yield {
          file,
          at: node.start,
          message: `hashes ${nameOf(hashed)} with ${firstText(node.arguments) || name}`,
        }
    }
  },
}

/** The argument of `.update()` in `createHash(…).update(password)`. */
function hashedBy(ancestors: readonly Node[]): Node | undefined {
  const update = ancestors.findLast(
    (node) => node.type === 'CallExpression' && nameOf(node.callee).endsWith('createHash.update'),
  )
  return update?.type === 'CallExpression' ? update.arguments[0] : undefined
}

export const brokenCipher: Rule<'source'> = {
  id: 'broken-cipher',
  severity: 'error',
  title: 'A cipher that does not protect',
  why: 'DES and RC4 are broken; ECB shows which blocks are equal; CBC and CTR without a check let anybody change the text; createCipher has no random start.',
  instead: 'AES-256-GCM with a random 96-bit nonce by node:crypto, or libsodium.',
  source:
    'OWASP Cryptographic Storage Cheat Sheet; NIST SP 800-131A; Node.js documentation, DEP0106',
  *find({ file, calls }) {
    for (const { name, node } of calls) {
      const cipher = firstText(node.arguments)
      if (/(^|\.)createCipher$/.test(name) && cipher)
        yield {
          file,
          at: node.start,
          message: `createCipher('${cipher}') derives key and start from the password alone`,
        }
      else if (
        /(^|\.)createCipheriv$/.test(name) &&
        /^(des|rc[24]|bf|blowfish)|-ecb$/i.test(cipher)
      )
        yield { file, at: node.start, message: `${cipher} does not protect` }
    }
  },
}

const secretWord =
  /(token|secret|password|passwd|otp|session_?id|api_?key|nonce|salt|verification_?code|reset_?code|invite_?code|csrf)/i
const notSecret = /tokens?(count|limit|index|type|length)|max_?tokens|tokenize|dummy|mock|fake/i

export const guessableToken: Rule<'source'> = {
  id: 'guessable-token',
  severity: 'error',
  title: 'A secret out of Math.random()',
  why: 'Its state can be computed from a few outputs: whoever sees some tokens knows the next ones.',
  instead: 'crypto.randomBytes(32), crypto.randomUUID() or crypto.getRandomValues().',
  source:
    'OWASP Cryptographic Storage Cheat Sheet, Secure Random Number Generation; ECMA-262 Math.random',
  *find({ file, calls, role }) {
    if (role === 'script') return
    for (const call of calls) {
      if (call.name !== 'Math.random') continue
      const name = purposeOf(call)
      if (name && secretWord.test(name) && !notSecret.test(name))
        yield { file, at: call.node.start, message: `Math.random() makes ${name}` }
    }
  },
}

const passing =
  /^(i|j|index|random|rand|n|result|out|output|str|text|string|value|code|chars?|id|key|hash)$/i

/** The nearest variable, property or function the call works for that is not named after nothing. */
function purposeOf({ ancestors }: Call): string | undefined {
  return ancestors
    .toReversed()
    .map(targetName)
    .find((name) => name !== '' && !passing.test(name))
}

function targetName(node: Node): string {
  if (node.type === 'VariableDeclarator') return nameOf(node.id)
  if (node.type === 'AssignmentExpression') return nameOf(node.left)
  if (
    node.type === 'Property' ||
    node.type === 'MethodDefinition' ||
    node.type === 'PropertyDefinition'
  )
    return nameOf(node.key)
  return node.type === 'FunctionDeclaration' ? (node.id?.name ?? '') : ''
}

const cipherName =
  /^(encrypt|decrypt|encipher|decipher|cipher|xor(Encrypt|Cipher|Crypt)\w*|hashPassword|(encrypt|decrypt)[A-Z]\w*)$/

export const ownCipher: Rule<'source'> = {
  id: 'own-cipher',
  severity: 'error',
  title: 'Cryptography made by hand',
  why: 'Characters shifted or combined with a key are read back in seconds; that it looks scrambled is no protection.',
  instead:
    'Use node:crypto (AES-256-GCM, scrypt, HMAC) or libsodium, with keys from a secret store.',
  source: 'Schneier’s law; OWASP Cryptographic Storage Cheat Sheet, Custom Algorithms',
  *find({ file, program }) {
    const found: { at: number; name: string }[] = []
    walk(program, [], (node, ancestors) => {
      const name = isFunction(node) ? functionName(node, ancestors.at(-1)) : ''
      if (name && cipherName.test(name) && shiftsCharacters(node))
        found.push({ at: node.start, name })
    })
    for (const { at, name } of found)
      yield { file, at, message: `${name}() computes on characters` }
  },
}

function functionName(node: Node, parent: Node | undefined): string {
  if (node.type === 'FunctionDeclaration') return node.id?.name ?? ''
  if (parent?.type === 'VariableDeclarator') return nameOf(parent.id)
  if (parent?.type === 'MethodDefinition' || parent?.type === 'Property') return nameOf(parent.key)
  return ''
}

function shiftsCharacters(node: Node): boolean {
  let readsCodes = false
  let mixes = false
  walk(node, [], (inner) => {
    if (inner.type === 'CallExpression' && /\.(charCodeAt|codePointAt)$/.test(nameOf(inner.callee)))
      readsCodes = true
    if (inner.type === 'BinaryExpression' && /^(\^|%)$/.test(inner.operator)) mixes = true
  })
  return readsCodes && mixes
}

function firstText(args: readonly Node[]): string {
  return args[0] ? (literalText(args[0]) ?? '') : ''
}
