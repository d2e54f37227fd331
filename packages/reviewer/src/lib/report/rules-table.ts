import { listRules, type RuleText } from '../rules/index.ts'

const columns = ['rule', 'severity', 'reads', 'objects to', 'instead', 'source'] as const

/** Every rule as a Markdown table. */
export function rulesTable(): string {
  const rows = [columns, columns.map(() => '---'), ...listRules().map(cells)]
  return rows.map((row) => `| ${row.join(' | ')} |\n`).join('')
}

function cells({ id, severity, kind, title, instead, source }: RuleText): string[] {
  return [`\`${id}\``, severity, kind, title, instead, source].map((text) =>
    text.replaceAll('|', '\\|'),
  )
}
