import { categoryFinder } from './prompts/categories.ts'
import { defaultPrompts } from './prompts/defaults.ts'
import { fill, oneLine, promptOf } from './prompts/template.ts'
import { type PromptTexts, textFor } from './prompts/texts.ts'
import type { ModelType } from './service.ts'

/** What a prompt is made from. */
export interface PromptSubject {
  modelType: ModelType
  name: string | null
  category: string | null
  /** The operator's own words; they take the place of the scene. */
  prompt: string | null
}

/** The words that the services are sent. */
export interface Prompts {
  /** For Nano Banana. Picture 1 is the product; for the end frame, picture 2 is the start frame. */
  frame(frame: 'start' | 'end', subject: PromptSubject): string
  /** For Pika: the transition between the frames. */
  video(subject: PromptSubject): string
}

/**
 * The prompts of an operator's file over the defaults; null: the defaults. Throws
 * CONFIG_PROMPTS_UNREADABLE and CONFIG_PROMPTS_INVALID.
 */
export async function loadPrompts(file: string | null): Promise<Prompts> {
  if (file === null) return promptsOf(defaultPrompts)
  const { readPromptFile } = await import('./prompts/file.ts')
  return promptsOf(await readPromptFile(file))
}

function promptsOf(texts: PromptTexts): Prompts {
  const categoryOf = categoryFinder(texts)
  const write = (kind: 'start' | 'end' | 'video', subject: PromptSubject): string => {
    const { modelType, name, category, prompt } = subject
    const chosen = texts[categoryOf(category)]
    const values = {
      model: textFor(chosen.model, modelType),
      name: oneLine(name ?? '') || 'the product',
      category: oneLine(category ?? '') || 'fashion item',
      scene: '',
    }
    const own = oneLine(prompt ?? '') || fill(textFor(chosen.scene, modelType), values)
    return promptOf(textFor(chosen[kind], modelType), { ...values, scene: withoutStop(own) })
  }
  return { frame: write, video: (subject) => write('video', subject) }
}

/** The text around a scene sets its own full stop. */
function withoutStop(scene: string): string {
  return scene.replace(/[\s.。]+$/u, '')
}
