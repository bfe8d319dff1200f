/** Errors of `ai`: code → message and hint. */
export const aiErrors = {}
