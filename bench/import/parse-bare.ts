import { StringDecoder } from 'node:string_decoder'
import { SaxesParser } from 'saxes'
import { openPromise } from 'yauzl'

/**
 * Reads export.xml of a zip as fast as a parser of XML alone can: inflated, decoded, and nothing done with the elements
 * but counting those that are records. What the document says of its own form is passed over: it is broken, and a parser
 * that reads it takes all that follows for a part of it.
 * @returns how many records there are below the root and inside others
 */
export async function parseBare(zipPath: string): Promise<number> {
  const zip = await openPromise(zipPath)
  let records = 0
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('/export.xml')) continue
    const parser = new SaxesParser()
    // What is no XML is passed over, too.
    parser.on('error', () => {})
    parser.on('opentag', ({ name }) => {
      if (name === 'Record') records++
    })
    const decoder = new StringDecoder('utf8')
    let isAtRoot = false
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      let text = decoder.write(chunk)
      if (!isAtRoot) {
        // The declaration and the document's type are shorter than a chunk.
        text = text.slice(text.indexOf('<HealthData '))
        isAtRoot = true
      }
      parser.write(text)
    }
    parser.close()
  }
  return records
}
