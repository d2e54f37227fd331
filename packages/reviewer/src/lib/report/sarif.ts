import path from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Log, ReportingDescriptor, Result } from 'sarif'

import type { Finding } from '../finding.ts'
import type { Review } from '../review.ts'
import { listRules, type RuleText } from '../rules/index.ts'

const SARIF_SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** The review as SARIF 2.1.0, which code hosts and editors show beside the lines. */
export function asSarif({ findings }: Review): Log {
  const rules = listRules()
  const indexes = new Map(rules.map(({ id }, index) => [id, index]))
  return {
    $schema: SARIF_SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Archwright', rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => result(finding, indexes.get(finding.rule) ?? -1)),
      },
    ],
  }
}

function descriptor({ id, severity, title, why, instead, source }: RuleText): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${instead}\n\nSource: ${source}` },
    defaultConfiguration: { level: severity },
  }
}

function result(
  { rule, severity, message, file, line, column }: Finding,
  ruleIndex: number,
): Result {
  const uri = path.isAbsolute(file) ? pathToFileURL(file).href : encodeURI(file)
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  }
}
