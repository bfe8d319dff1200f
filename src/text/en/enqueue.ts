/** Why a good row stands in the file of `--rejects`. */
export const enqueueTexts = {
  noRoom: 'The limit of the day has no room for it.',
  beyondTake: 'Beyond --take.',
}
