import type { Child, ChildOptions } from './child.ts'

export interface LaunchOptions extends Pick<ChildOptions, 'env' | 'output' | 'isReady'> {
  args?: readonly string[]
  /** Where the program is; the project's folder if absent. */
  cwd?: string
}

/** Starts one of the project's programs and waits until it is ready. */
export type Launch = (name: string, program: string, options: LaunchOptions) => Promise<Child>
