/** An element below the root of export.xml with all that is in it; attributes have no prototype. Text is none of Apple's. */
export interface XmlElement {
  name: string
  attributes: Readonly<Record<string, string>>
  children: readonly XmlElement[]
}
