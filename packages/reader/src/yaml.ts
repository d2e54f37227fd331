export { readYaml } from './lib/yaml/read-yaml.ts'
export { writeYaml } from './lib/yaml/write-yaml.ts'
