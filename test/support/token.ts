/** The secret of a token's text `vg_<id>_<secret>`; it may hold underscores of its own. */
export function secretOf(token: string): string {
  return token.split('_').slice(2).join('_')
}
