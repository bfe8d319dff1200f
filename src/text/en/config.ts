/** Errors of `config`: code → message and hint. */
export const configErrors = {}
