/** Errors of the CSV intake as a whole: code → message and hint. */
export const intakeErrors = {}

/** What can be wrong with one cell. */
export const rowProblems = {}
