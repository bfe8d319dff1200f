/** What was typed into a field of a form that was sent. */
export function typedIn(event: SubmitEvent, name: string): string {
  const value = new FormData(event.currentTarget as HTMLFormElement).get(name)
  return typeof value === 'string' ? value : ''
}
