import type { WrittenFile } from './written-file.ts'

/** The file with a first line that says, in the comments of its own format, who writes it. */
export function markedFile({ path, text }: WrittenFile): WrittenFile {
  const [, extension = ''] = /\.([a-z]+)$/.exec(path) ?? []
  if (extension === 'json') return { path, text } // has no comments
  return { path, text: `${(comments[extension] ?? hash)(marker)}\n${text}` }
}

const marker =
  'Written by Archwright from brief.yaml. Change the brief and build again instead of editing it here.'

const hash = (text: string): string => `# ${text}`
const angle = (text: string): string => `<!-- ${text} -->`

// Whatever is not named here (YAML, Dockerfile, .env.example) comments with a number sign.
const comments: Record<string, (text: string) => string> = {
  md: (text) => `${angle(text)}\n`,
  svg: angle,
  mmd: (text) => `%% ${text}`,
  sql: (text) => `-- ${text}`,
}
