/** Errors of the database: code → message and hint. */
export const databaseErrors = {
  DATABASE_UNREADABLE: (p: { file: string; reason: string }) => ({
    message: `The database ${p.file} can't be opened: ${p.reason}.`,
    hint: 'Check that the file and its folder can be read and written, and that it is a vidgen database.',
  }),
  DATABASE_GONE: (p: { file: string; marker: string }) => ({
    message: `The database ${p.file} is gone, or empty. It was in use: ${p.marker} says so. A new one would buy again what was bought, with the whole of today's limit.`,
    hint: `Put it back, or restore a backup (docs/runbooks.md). To begin anew without it, move ${p.marker} away.`,
  }),
  DATABASE_REPLACED: (p: { file: string }) => ({
    message: `The database ${p.file} was removed or replaced while this program had it open: what it would write now is lost.`,
    hint: 'Start it again, once the right database is in place.',
  }),
  DATABASE_TOO_NEW: (p: { file: string; name: string }) => ({
    message: `The database ${p.file} was made by a newer vidgen (migration ${p.name}).`,
    hint: 'Use that version of vidgen, or a newer one.',
  }),
  DATABASE_MIGRATION_EDITED: (p: { file: string; name: string }) => ({
    message: `Migration ${p.name} is not the one that was applied to ${p.file}.`,
    hint: 'Install an unchanged copy of vidgen.',
  }),
  DATABASE_MIGRATION_BROKEN: (p: { file: string; name: string }) => ({
    message: `Migration ${p.name} could not be completed on ${p.file}.`,
    hint: 'Restore a backup of the database, then run vidgen again.',
  }),
  DATABASE_WRONG_KIND: (p: {
    file: string
    kind: string
    wanted: string
    setting: string
    elsewhere: string
  }) => ({
    message: `The database ${p.file} is a ${p.kind} database, but the settings make this a ${p.wanted} run.`,
    hint: `Change ${p.setting}, or use another ${p.elsewhere}.`,
  }),
  DATABASE_OTHER_TIMEZONE: (p: { stamped: string; timezone: string }) => ({
    message: `The budget of this database counts its days in ${p.stamped}, and VIDGEN_TIMEZONE is ${p.timezone}: two days, each with a whole limit.`,
    hint: `Set VIDGEN_TIMEZONE=${p.stamped}; or, to change it for good, run one command with VIDGEN_ALLOW=timezone-change.`,
  }),
  DATABASE_FULL: () => ({
    message: 'The database could not be written: its disk is full.',
    hint: 'Free some space, then run the command again; what was committed is safe.',
  }),
  DATABASE_READ_ONLY: () => ({
    message: "The database can't be written: its file or folder is read-only, or gone.",
    hint: "Check the home's permissions and disk, or that DATABASE_URL names the primary server (`vidgen doctor`).",
  }),
  DATABASE_BUSY: () => ({
    message: 'The database was locked by another process for too long.',
    hint: 'Run the command again; if it stays so, look for a program that holds the file open.',
  }),
  DATABASE_UNREACHABLE: (p: { reason: string }) => ({
    message: `The database is out of reach: ${p.reason}.`,
    hint: 'Check DATABASE_URL and that the server runs, then run the command again; what was committed is safe.',
  }),
  DATABASE_DENIED: (p: { reason: string }) => ({
    message: `The database lets nobody in with this DATABASE_URL: ${p.reason}.`,
    hint: 'Check user, password and database name in DATABASE_URL, and what the user may do.',
  }),
  DATABASE_DAMAGED: (p: { reason: string }) => ({
    message: `The database can't be read: ${p.reason}.`,
    hint: 'Check the disk; restore the last backup of the home if the file is damaged.',
  }),
}
