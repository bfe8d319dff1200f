import type { ModelType } from '../service.ts'

/** What prompts are written for; every category of a shop is taken for one of these. */
export const CATEGORIES = ['clothes', 'shoes', 'bags', 'watches-and-jewellery', 'other'] as const
export type CategoryName = (typeof CATEGORIES)[number]

/** One text, or one for each type of model. */
export type Text = string | Readonly<Record<ModelType, string>>

/** The texts of one category. */
export interface CategoryTexts {
  /** Words that a shop's category holds when it is this one. */
  words: readonly string[]
  /** Stands for `{model}`. */
  model: Text
  /** Stands for `{scene}` where the CSV has no prompt. */
  scene: Text
  start: Text
  end: Text
  video: Text
}

export type PromptTexts = Readonly<Record<CategoryName, CategoryTexts>>

/** A text for this type of model. */
export function textFor(text: Text, modelType: ModelType): string {
  return typeof text === 'string' ? text : text[modelType]
}
