import { stripVTControlCharacters } from 'node:util'

import { InputError } from '@archwright/model/light'
import {
  type CallToolResult,
  fromJsonSchema,
  McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'

import { problemLines } from '../problem-lines.ts'
import type { Answer, Tool, Work } from './tool.ts'
import { tools } from './tools.ts'

/** The commands as tools of the Model Context Protocol (revision 2026-07-28, and those of 2025). */
export function createServer(): McpServer {
  const server = new McpServer(
    { name: 'archwright', title: 'Archwright', version: '0.1.0' },
    { instructions },
  )
  for (const each of tools) add(server, each)
  return server
}

const instructions =
  'Archwright designs a backend from a brief, builds it as TypeScript that runs, and proves the running backend against the numbers of the brief. Read the brief first and mind its assumptions and questions; then design, build, npm install in the folder, prove.'

function add(server: McpServer, { name, title, description, input, annotations, run }: Tool): void {
  server.registerTool(
    name,
    { title, description, annotations, inputSchema: fromJsonSchema(input) },
    async (args: unknown, context: ServerContext) => answer(() => run(args, workOf(context))),
  )
}

/** Bad input is the agent's to mend, so that it is an answer of the tool and no fault of the protocol. */
async function answer(run: () => Promise<Answer>): Promise<CallToolResult> {
  try {
    const { text, fellShort = false } = await run()
    return { ...textOf(text), structuredContent: { fellShort } }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { ...textOf(problemLines(error)), isError: true }
  }
}

function textOf(text: string): Pick<CallToolResult, 'content'> {
  return { content: [{ type: 'text', text: stripVTControlCharacters(text) }] }
}

/** Progress goes to those who asked for it, a line a step; how many steps there will be is not known. */
function workOf({ mcpReq }: ServerContext): Work {
  const progressToken = mcpReq._meta?.progressToken
  let lines = 0
  return {
    signal: mcpReq.signal,
    progress(message) {
      if (progressToken === undefined) return
      lines += 1
      const params = { progressToken, progress: lines, message }
      mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {}) // it has gone away
    },
  }
}
