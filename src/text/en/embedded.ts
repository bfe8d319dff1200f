/** Errors of `embedded`: code → message and hint. */
export const embeddedErrors = {}
