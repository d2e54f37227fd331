import { stringify } from 'yaml'

/** A value as YAML, without folded lines or aliases, so that a change of one value changes one line. */
export function yamlText(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
}
