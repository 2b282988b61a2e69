import { Command } from 'commander'
import { listPartitions, type Partition } from '../database/list-partitions.ts'
import { Partitions } from '../database/partitions.ts'
import type { CommandContext } from './command-context.ts'
import { formatTable, formatTime } from './format-table.ts'

/** `partitions` */
export const partitionsCommand = ({ withMigratedDatabase, print }: CommandContext): Command =>
  new Command('partitions')
    .description('create the partitions of the coming months, then list all')
    .action(async () => {
      const { created, partitions } = await withMigratedDatabase(async ({ pool }) => ({
        created: await new Partitions(pool).createAhead(),
        partitions: await listPartitions(pool),
      }))
      print(
        { created, partitions: partitions.map(toJson) },
        `${toTable(partitions)}\n\n${created} created now.`,
      )
    })

const toJson = ({ table, partition, from, to, estimatedRows, bytes }: Partition) => ({
  table,
  partition,
  from,
  to,
  estimated_rows: estimatedRows,
  bytes,
})

const toTable = (partitions: Partition[]): string =>
  formatTable(
    ['PARTITION', 'FROM', 'TO', 'ROWS (ESTIMATED)', 'BYTES'],
    partitions.map(({ partition, from, to, estimatedRows, bytes }) => [
      partition,
      formatTime(from),
      formatTime(to),
      estimatedRows === null ? '-' : String(estimatedRows),
      String(bytes),
    ]),
  )
