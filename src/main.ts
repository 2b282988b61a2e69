#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { demoCommand } from './commands/demo.ts'
import { importCommand } from './commands/import.ts'
import { keysCommand } from './commands/keys.ts'
import { migrateCommand } from './commands/migrate.ts'
import { partitionsCommand } from './commands/partitions.ts'
import { replayCommand } from './commands/replay.ts'
import { runCommandLine } from './commands/run-command-line.ts'
import { serveCommand } from './commands/serve.ts'
import { signInCommand } from './commands/sign-in.ts'
import { usersCommand } from './commands/users.ts'
import { readConfig } from './config.ts'
import { originOf } from './open-app.ts'
import { readDisabledTypes } from './read-disabled-types.ts'
import { serve } from './serve.ts'

// What the environment says already wins over the file.
if (existsSync('.env')) process.loadEnvFile()

// A reader that has seen enough, such as `| head`, is no failure.
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') process.exit()
  throw error
})

process.exitCode = await runCommandLine({
  args: process.argv.slice(2),
  commands: context => [
    serveCommand(context, serve),
    migrateCommand(context),
    usersCommand(context),
    keysCommand(context),
    signInCommand(context, originOf),
    importCommand(context, readDisabledTypes),
    demoCommand(context, { readDisabledTypes, originOf }),
    replayCommand(context, readDisabledTypes),
    partitionsCommand(context),
  ],
  readConfig: () => readConfig(process.env),
  out: text => process.stdout.write(text),
  err: text => process.stderr.write(text),
  columns: () => (process.stderr.isTTY ? process.stderr.columns || 80 : undefined),
})
