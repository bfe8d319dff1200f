/** The oldest Node that vidgen and its native parts run on. */
export const NEEDED_NODE = '22.18'

/** Whether a version such as `24.21.0` is new enough. */
export function isNodeNewEnough(found: string): boolean {
  const [major = 0, minor = 0] = found.split('.').map(Number)
  const [neededMajor = 0, neededMinor = 0] = NEEDED_NODE.split('.').map(Number)
  return major > neededMajor || (major === neededMajor && minor >= neededMinor)
}
