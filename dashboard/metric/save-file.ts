/** Gives a file to the browser to save. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser may not have begun to read it yet.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
