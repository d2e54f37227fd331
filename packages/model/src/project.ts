/** The files of a built backend: the third of the four documents. */

import { type Static, Type } from 'typebox'

export type ProjectFile = Static<typeof ProjectFile>
export const ProjectFile = Type.Object({
  /** Relative to the project's folder, with forward slashes. */
  path: Type.String(),
  /** The user's files are written once and never rewritten; Archwright's are regenerated at will. */
  owner: Type.Enum(['user', 'archwright']),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
})

export type Project = Static<typeof Project>
export const Project = Type.Object(
  {
    archwright: Type.String(),
    system: Type.String(),
    files: Type.Array(ProjectFile),
  },
  { $id: 'https://archwright.dev/schemas/project.json', title: 'Archwright project lock' },
)
