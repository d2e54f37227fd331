import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'

import { Client, type Progress } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

import { archwright, examples, main } from '../testing/archwright.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const root = path.resolve(examples, '..')
const shop = path.join(examples, 'shop.md')

describe('archwright mcp, to the official client', () => {
  const client = new Client({ name: 'test', version: '1.0.0' })

  before(async () => {
    await client.connect(new StdioClientTransport(configuredByReadme()))
  })
  after(() => client.close())

  async function call(name: string, args: Record<string, unknown>, progress: string[] = []) {
    const onprogress = ({ message = '' }: Progress) => void progress.push(message)
    const options = { timeout: 60_000, onprogress }
    const result = await client.callTool({ name, arguments: args }, options)
    const [content] = result.content
    assert.ok(content?.type === 'text')
    return { text: content.text, ...result }
  }

  it('says what each tool takes and whether it changes anything', async () => {
    const { tools } = await client.listTools()
    const changing = tools.filter(({ annotations }) => !annotations?.readOnlyHint)
    assert.deepEqual(
      changing.map(({ name }) => name),
      ['build', 'prove'],
    )
    assert.ok(tools.every(({ description = '' }) => description.length > 40))
    assert.deepEqual(tools.find(({ name }) => name === 'diff')?.inputSchema.required, [
      'old',
      'new',
    ])
  })

  it('reads a brief back as YAML that designs the same', async () => {
    const { text: yaml } = await call('read_brief', { brief: 'A shop with 40 orders per minute.' })
    const { text: fromYaml } = await call('design', { brief: yaml })
    assert.match(yaml, /40/)
    assert.match(fromYaml, /^- D-01 topology: /m)
  })

  it('gives the documents and decisions that the command gives', async () => {
    const { text: overview } = await call('design', { brief: shop })
    assert.match(overview, /^- docs\/proposal\.md$/m)
    const proposal = await call('read_document', { brief: shop, path: 'docs/openslo.yaml' })
    assert.match(proposal.text, /apiVersion: openslo/)
    const explained = await call('explain_decision', { brief: shop, decision: 'topology' })
    const printed = await archwright(['design', shop, '--explain', 'topology'])
    assert.equal(explained.text, printed.stdout)
    const changed = await call('what_if', { brief: shop, changes: 'orders.rate=10x' })
    assert.match(changed.text, /## Decisions that change/)
  })

  it('builds into a folder, telling how far it is', async () => {
    await using folder = await temporaryFolder()
    const progress: string[] = []
    const directory = path.join(folder.path, 'shop')
    const { text } = await call('build', { brief: shop, directory }, progress)
    assert.match(text, /\d+ files written/)
    assert.ok(progress.some((line) => line.includes('files')))
    const proved = await call('prove', { directory })
    assert.equal(proved.isError, true)
    assert.match(proved.text, /npm install/)
  })

  it('says where a contract breaks and what a review objects to', async () => {
    const contracts = (state: string) => path.join(examples, 'contracts', state)
    const broken = await call('diff', { old: contracts('v2'), new: contracts('v1') })
    assert.deepEqual(broken.structuredContent, { fellShort: true })
    const grown = await call('diff', { old: contracts('v1'), new: contracts('v2') })
    assert.deepEqual(grown.structuredContent, { fellShort: false })
    assert.match((await call('review', { path: contracts('v2') })).text, /\d/)
  })

  it('answers bad input with where, what and what would be right, and goes on', async () => {
    for (const [name, args, says] of [
      ['design', { brief: 'no-such-brief.yaml' }, /there is no such file/],
      ['design', { brief: '-' }, /./],
      ['explain_decision', { brief: shop, decision: 'weather' }, /one of D-01/],
      ['read_document', { brief: shop, path: '../../etc/passwd' }, /one of README\.md/],
      ['what_if', { brief: shop, changes: 'orders.rate' }, /orders\.rate=10x/],
    ] as const) {
      const { isError, text } = await call(name, args)
      assert.equal(isError, true, name)
      assert.match(text, says)
    }
    const { isError } = await client.callTool({ name: 'design', arguments: { breif: 'A shop' } })
    assert.equal(isError, true)
  })
})

describe('archwright mcp', () => {
  it('outlives a line that is no message, and ends with its client', async () => {
    const child = spawn(process.execPath, [main, 'mcp'], { stdio: ['pipe', 'pipe', 'ignore'] })
    const exited = once(child, 'exit')
    child.stdin.write('not JSON\n')
    const params = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'x', version: '1' },
    }
    child.stdin.write(
      `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`,
    )
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    assert.equal(JSON.parse(String(line)).result.serverInfo.name, 'archwright')
    child.stdin.end()
    const [code] = await exited
    assert.equal(code, 0)
  })
})

/** How to start the server, as the README tells clients. */
function configuredByReadme(): { command: string; args: string[] } {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
  const [, json = ''] = /```json\n([^`]*"mcpServers"[^`]*)```/.exec(readme) ?? []
  return JSON.parse(json.replace('/path/to/this/clone', root)).mcpServers.archwright
}
