import type { ProjectFile } from '@archwright/model'

/** A file of a project, before it is placed. */
export interface BuiltFile extends Pick<ProjectFile, 'path' | 'owner'> {
  readonly content: string | Uint8Array
}

/** A file that follows the design. */
export function ours(path: string, content: string | Uint8Array): BuiltFile {
  return { path, owner: 'archwright', content }
}

/** A file that is written once and then the user's. */
export function yours(path: string, content: string | Uint8Array): BuiltFile {
  return { path, owner: 'user', content }
}
