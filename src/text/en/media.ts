/** Errors of `media`: code → message and hint. */
export const mediaErrors = {}
