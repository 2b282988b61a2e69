import type { Pool } from 'pg'

/**
 * The schema as SQL to read and to compare, from the catalog: the same text on every PostgreSQL that the service runs
 * on. Left out is what comes and goes without a migration (partitions), what is not ours (extensions, the table of
 * migrations), and what only some servers have: columns and functions of an extension's types, such as geography.
 */
export async function describeSchema(pool: Pool): Promise<string> {
  const parts = [
    ...(await describeTables(pool)),
    ...(await describeIndexes(pool)),
    ...(await describeViews(pool)),
    ...(await describeFunctions(pool)),
    ...(await describeTriggers(pool)),
    ...(await describePolicies(pool)),
    ...(await describeComments(pool)),
  ]
  return `-- What the migrations produce. Written by scripts/write-schema.ts: do not edit.\n\n${parts.join('\n\n')}\n`
}

/** Ours: in schema public, not a partition, not brought by an extension, not the table of migrations. */
const ownRelations = `
  own_relation as (
    select oid, relname, relkind from pg_class
    where relnamespace = 'public'::regnamespace and not relispartition and relname <> 'schema_migrations'
      and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')
  ),
  extension_type as (
    select objid as oid from pg_depend where classid = 'pg_type'::regclass and deptype = 'e'
    union select typarray from pg_depend join pg_type on pg_type.oid = objid
    where classid = 'pg_type'::regclass and deptype = 'e' and typarray <> 0
  ),
  own_column as (
    select attrelid, attnum, attname, atttypid, atttypmod, attnotnull, attgenerated, attstorage
    from pg_attribute join own_relation on own_relation.oid = attrelid
    where attnum > 0 and not attisdropped and atttypid not in (select oid from extension_type)
  )`

async function describeTables(pool: Pool): Promise<string[]> {
  // PostgreSQL 18 lists NOT NULL among the constraints, 15 does not: it is said at the column.
  const { rows } = await pool.query<{ text: string }>(
    `with ${ownRelations},
     part as (
       select attrelid as relation, 1 as kind, to_char(attnum, 'FM0000') as position,
         quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)
         || case when attnotnull then ' not null' else '' end
         || case when attgenerated <> '' then ' generated always as (' || pg_get_expr(adbin, adrelid) || ') stored'
              when adbin is not null then ' default ' || pg_get_expr(adbin, adrelid) else '' end
         || case when attstorage <> typstorage
              then ' storage ' || case attstorage when 'p' then 'plain' when 'e' then 'external'
                when 'x' then 'extended' else 'main' end else '' end as line
       from own_column
       join pg_type on pg_type.oid = atttypid
       left join pg_attrdef on adrelid = attrelid and adnum = attnum
       union all
       select conrelid, 2, contype::text || conname,
         'constraint ' || quote_ident(conname) || ' ' || pg_get_constraintdef(pg_constraint.oid)
       from pg_constraint
       where contype <> 'n'
         and conkey <@ (select array_agg(attnum) from own_column where attrelid = conrelid)
     )
     select 'create table ' || quote_ident(relname) || ' (' || E'\n  '
       || string_agg(line, E',\n  ' order by kind, position collate "C") || E'\n)'
       || coalesce(' partition by ' || pg_get_partkeydef(oid), '') || ';' as text
     from own_relation join part on relation = oid
     where relkind in ('r', 'p')
     group by oid, relname
     order by relname collate "C"`,
  )
  return rows.map(row => row.text)
}

async function describeIndexes(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>(
    `with ${ownRelations}
     select replace(replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON '), ' ON public.', ' ON ') || ';' as text
     from pg_index
     join own_relation on own_relation.oid = indrelid
     join pg_class indexed on indexed.oid = indexrelid
     where not exists (select from pg_constraint where conindid = indexrelid)
       and array_remove(indkey::int2[], 0::int2) <@ (select array_agg(attnum) from own_column where attrelid = indrelid)
     order by indexed.relname collate "C"`,
  )
  return rows.map(row => row.text)
}

async function describeViews(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string; columns: string; definition: string }>(
    `with ${ownRelations}
     select quote_ident(relname) as name,
       string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum) as columns,
       pg_get_viewdef(oid) as definition
     from own_relation join own_column on attrelid = oid
     where relkind in ('v', 'm')
     group by oid, relname
     order by relname collate "C"`,
  )
  return rows.map(
    ({ name, columns, definition }) =>
      `-- ${name} (${columns})\ncreate view ${name} as\n${withoutQualifiers(definition)}`,
  )
}

/**
 * Until PostgreSQL 15 a view's columns are written with their table's name, later only where several tables are read.
 * Literals stay as they are.
 */
function withoutQualifiers(definition: string): string {
  return definition.replace(/'(?:[^']|'')*'|\b[a-z_]\w*\.(?=[a-z_"])/gi, match =>
    match.startsWith("'") ? match : '',
  )
}

async function describeFunctions(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>(
    `with ${ownRelations}
     select rtrim(pg_get_functiondef(oid), E'\n') || ';' as text
     from pg_proc
     where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
       and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
       and not exists (
         select from extension_type where extension_type.oid = prorettype or extension_type.oid = any (proargtypes)
       )
     order by proname collate "C", oid`,
  )
  return rows.map(row => row.text)
}

async function describeTriggers(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>(
    `with ${ownRelations}
     select replace(pg_get_triggerdef(pg_trigger.oid), ' ON public.', ' ON ') || ';' as text
     from pg_trigger join own_relation on own_relation.oid = tgrelid
     where not tgisinternal
     order by relname collate "C", tgname collate "C"`,
  )
  return rows.map(row => row.text)
}

/** Which tables have row level security, and what it lets through. */
async function describePolicies(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>(
    `with ${ownRelations}
     select format('alter table %I enable row level security;', own_relation.relname) || coalesce(string_agg(
         format(E'\ncreate policy %I on %I using %s;', polname, own_relation.relname, pg_get_expr(polqual, polrelid)),
         '' order by polname), '') as text
     from own_relation
     join pg_class secured on secured.oid = own_relation.oid
     left join pg_policy on polrelid = own_relation.oid
     where relrowsecurity
     group by own_relation.relname
     order by own_relation.relname collate "C"`,
  )
  return rows.map(row => row.text)
}

async function describeComments(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>(
    `with ${ownRelations}
     select case when objsubid = 0
         then format('comment on %s %I is %L;', case relkind when 'v' then 'view' else 'table' end, relname, description)
         else format('comment on column %I.%I is %L;', relname, attname, description) end as text
     from pg_description
     join own_relation on own_relation.oid = objoid and classoid = 'pg_class'::regclass and relkind in ('r', 'p', 'v')
     left join own_column on attrelid = objoid and attnum = objsubid
     where objsubid = 0 or attname is not null
     order by relname collate "C", objsubid`,
  )
  return rows.length > 0 ? [rows.map(row => row.text).join('\n')] : []
}
