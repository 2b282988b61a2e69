/**
 * How to start a thread whose file lies beside that of the caller, compiled or not.
 * @param caller `import.meta.url` of the caller
 * @param name of the file, without its ending
 */
export function threadFile(caller: string, name: string): { filename: string; execArgv: string[] } {
  const isSource = caller.endsWith('.ts')
  return {
    filename: new URL(`${name}.${isSource ? 'ts' : 'js'}`, caller).href,
    // Run from the sources, a thread needs what reads them.
    execArgv: isSource ? ['--import', import.meta.resolve('tsx')] : [],
  }
}
