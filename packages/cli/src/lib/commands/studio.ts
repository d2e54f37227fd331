import type { Command } from 'commander'

export function addStudio(program: Command): void {
  program
    .command('studio')
    .description('serves the page of a built project until interrupted')
    .argument('<dir>', 'the folder of a built project')
    .option('--port <n>', 'port to listen on; 0 takes a free one', Number, 0)
    .action(async (directory: string, { port }: { port: number }) => {
      const { serveStudio } = await import('@archwright/studio')
      const studio = await serveStudio(directory, { port })
      process.stdout.write(`${studio.url}\n`)
      await new Promise<void>((resolve) => {
        for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve())
      })
      await studio.close()
    })
}
