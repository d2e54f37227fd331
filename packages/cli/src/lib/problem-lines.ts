import { styleText } from 'node:util'

import type { InputError } from '@archwright/model/light'

/** Bad input, one problem a line: where, what, and what would be right. */
export function problemLines({ problems }: InputError): string {
  return problems
    .map(
      ({ where, what, right }) =>
        `${styled('red', where)}: ${what}\n  ${styled('dim', '→')} ${right}\n`,
    )
    .join('')
}

function styled(style: 'red' | 'dim', text: string): string {
  return styleText(style, text, { stream: process.stderr })
}
