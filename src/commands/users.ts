import { Command } from 'commander'
import { recordAction } from '../keys/audit.ts'
import { eraseUser } from '../keys/erase-user.ts'
import { createUser, listUsers, type User } from '../keys/users.ts'
import type { CommandContext } from './command-context.ts'
import { CommandFailure } from './describe-failure.ts'
import { formatTable, formatTime } from './format-table.ts'
import { PAGE_LENGTH, readAllPages } from './read-all-pages.ts'
import { requireUser } from './require-user.ts'

/** `users create|list|delete` */
export const usersCommand = (context: CommandContext): Command =>
  new Command('users')
    .description('whose data is kept')
    .addCommand(createCommand(context))
    .addCommand(listCommand(context))
    .addCommand(deleteCommand(context))

const createCommand = ({ withMigratedDatabase, print }: CommandContext): Command =>
  new Command('create')
    .description('add a user')
    .requiredOption('--email <email>', 'tells users apart; nothing is sent to it')
    .option('--timezone <name>', 'IANA name: where the user’s days begin', 'UTC')
    .action(async (request: { email: string; timezone: string }) => {
      const user = await withMigratedDatabase(async ({ pool }) => {
        const created = await createUser(pool, request)
        const { id } = created
        await recordAction(pool, {
          userId: id,
          keyId: null,
          action: 'user.create',
          target: id,
          outcome: 'ok',
        })
        return created
      })
      print(
        toJson(user),
        `Created ${user.email} with the id ${user.id}.\n` +
          `A key for a phone: health-export keys create --user ${user.email} --name phone`,
      )
    })

const listCommand = ({ withMigratedDatabase, print }: CommandContext): Command =>
  new Command('list').description('list all users, oldest first').action(async () => {
    const users = await withMigratedDatabase(({ pool }) =>
      readAllPages(
        cursor => listUsers(pool, { limit: PAGE_LENGTH, cursor }),
        page => page.users,
      ),
    )
    const rows = users.map(({ id, email, timezone, createdAt }) => [
      id,
      email,
      timezone,
      formatTime(createdAt),
    ])
    print({ users: users.map(toJson) }, formatTable(['ID', 'EMAIL', 'TIMEZONE', 'CREATED'], rows))
  })

const deleteCommand = ({ withMigratedDatabase, print }: CommandContext): Command =>
  new Command('delete')
    .description('erase a user with all keys and all health data, for good')
    .requiredOption('--email <email>', 'whom')
    .option('--yes', 'confirm: this cannot be undone')
    .action(async ({ email, yes }: { email: string; yes?: true }) => {
      if (!yes)
        throw new CommandFailure(
          'bad_usage',
          'This erases all data of the user for good; confirm with --yes',
          2,
        )
      const userId = await withMigratedDatabase(async ({ pool }) => {
        const { id } = await requireUser(pool, email)
        await eraseUser(pool, { userId: id, keyId: null, action: 'user.delete' })
        return id
      })
      print(
        { id: userId, erased: true },
        `Erased the user ${userId} with everything that was theirs. A server that runs may count requests of their keys, ` +
          'by key id alone, for an hour more.',
      )
    })

const toJson = ({ id, email, timezone, createdAt }: User) => ({ id, email, timezone, created_at: createdAt })
