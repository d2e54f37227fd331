import type { ToolAnnotations } from '@modelcontextprotocol/server'
import type { Static, TObject } from 'typebox'

/** What a tool may do while it works. */
export interface Work {
  /** A line of progress, shown to whoever waits. */
  progress(line: string): void
  /** Aborted when the client cancels the call or goes away. */
  readonly signal: AbortSignal
}

/** What a tool answers: the text that the command of the same name prints. */
export interface Answer {
  readonly text: string
  /** The command would exit with 1: a claim falls short, a contract breaks, a finding is an error. */
  readonly fellShort?: boolean
}

/** A command of Archwright as a tool. Bad input is thrown as InputError. */
export interface Tool {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly input: TObject
  readonly annotations: ToolAnnotations
  run(input: unknown, work: Work): Promise<Answer>
}

/** Infers what `run` gets from the schema; the server validates it before. */
export function tool<Input extends TObject>(
  definition: Omit<Tool, 'input' | 'run'> & {
    readonly input: Input
    run(input: Static<Input>, work: Work): Promise<Answer>
  },
): Tool {
  return { ...definition, run: (input, work) => definition.run(input as Static<Input>, work) }
}
