/** `README.txt`: for whoever opens the archive and has no other service to read it with. */
export const readMe = (
  exportedAt: Date,
): string => `Your health data, exported on ${exportedAt.toISOString()}.

account.json   your account, and the names of your API keys. The keys themselves are in no export.
tables/        your records, a file per kind:
                 .ndjson  complete: one JSON object per line, times in UTC
                 .csv     the same for a spreadsheet. A text that it would take for a formula begins with an
                          apostrophe; a value that is missing is empty, a text that is empty is "".
routes/        the routes of your workouts as GPX, for maps
raw/           what your apps sent, byte for byte (.gz and .br are compressed as they were sent).
               tables/raw_ingestions.ndjson says when each came, from what, and what became of it.
audit.ndjson   what was done with your account
manifest.json  what is in here: sizes, SHA-256 and numbers of rows

To move to another server that runs health-export-api, on that server:

  npx health-export import FILE --user you@example.org
`
