/** Errors of `jobs`: code → message and hint. */
export const jobErrors = {}
