/** What somebody may do; each may also do what stands before it. */
export const ROLES = ['viewer', 'operator', 'admin'] as const

export type Role = (typeof ROLES)[number]

/** Whether a role may do what another one is needed for. */
export function mayAct(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

/** A role as it stands in the database; what another version wrote there may do the least. */
export function roleOf(text: string): Role {
  return ROLES.find((role) => role === text) ?? 'viewer'
}
