/** A sentence with its commands, which stand between backticks, set as such. */
export function Told({ children }: { children: string }) {
  return children
    .split('`')
    .map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))
}
