import { stringify } from 'yaml'

/** The first line of every file that is written anew from the design. */
export const marker =
  'Written by Archwright from brief.yaml. Change the brief and build again instead of editing it here.'

/** YAML with the marker on top; keys keep their order, so the same value is the same text. */
export function yamlFile(value: unknown): string {
  return `# ${marker}\n${stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })}`
}

/** Where a process answers about itself. */
export const endpoints = { live: '/live', ready: '/ready', metrics: '/metrics' }

/** The port inside a container. */
export const containerPort = 8080
