import { InputError } from '@archwright/model/light'

const longestKiB = 256

/** Refuses a source that is empty, too long or not text, before anything is read from it. */
export function checkSource(source: string): void {
  if (source.trim() === '')
    throw new InputError([
      {
        where: 'brief',
        what: 'it is empty',
        right: 'say in a sentence or two what the backend must do, how much of it and how reliably',
      },
    ])
  const bytes = new TextEncoder().encode(source).length
  if (bytes > longestKiB * 1024)
    throw new InputError([
      {
        where: 'brief',
        what: `it has ${Math.ceil(bytes / 1024)} KiB, more than ${longestKiB} KiB`,
        right: 'give the requirements alone, without attachments; one page is usually enough',
      },
    ])
}
