/** Errors of `cli`: code → message and hint. */
export const cliErrors = {}
