/** Errors of the database: code → message and hint. */
export const databaseErrors = {
  DATABASE_UNREADABLE: (p: { file: string; reason: string }) => ({
    message: `The database ${p.file} can't be opened: ${p.reason}.`,
    hint: 'Check that the file and its folder can be read and written, and that it is a vidgen database.',
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
  DATABASE_WRONG_KIND: (p: { file: string; kind: string; wanted: string; setting: string }) => ({
    message: `The database ${p.file} is a ${p.kind} database, but the settings make this a ${p.wanted} run.`,
    hint: `Change ${p.setting}, or use another VIDGEN_HOME.`,
  }),
  DATABASE_FULL: (p: { file: string; reason: string }) => ({
    message: `The database ${p.file} could not be written: ${p.reason}.`,
    hint: 'Free some space on its disk, then run the command again.',
  }),
}
