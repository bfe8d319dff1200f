import type { DoctorFinding } from '../results.ts'

/** What one check came to. */
export type Finding = Omit<DoctorFinding, 'check'>

/** All is well. */
export function ok(message: string): Finding {
  return { level: 'ok', message, hint: null }
}

/** It works, and somebody should do what the hint says. */
export function warning(message: string, hint: string): Finding {
  return { level: 'warning', message, hint }
}

/** It does not work. */
export function failed(message: string, hint: string): Finding {
  return { level: 'error', message, hint }
}
