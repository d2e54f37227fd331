export { readBrief } from './lib/read-brief.ts'
export { type ReadOptions, readProse } from './lib/read-prose.ts'
export { readYaml } from './lib/yaml/read-yaml.ts'
export { writeYaml } from './lib/yaml/write-yaml.ts'
