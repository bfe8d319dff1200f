import { FAL_KEY } from './fal.ts'
import { GEMINI_KEY } from './gemini.ts'

/** Settings with which Nano Banana is a fake Gemini and Pika a fake fal, on this machine. */
export function liveSettings(servers: {
  gemini: { url: string }
  fal: { url: string }
}): Record<string, string> {
  return {
    VIDGEN_ALLOW: 'private-addresses',
    NANO_BANANA_PROVIDER: 'gemini',
    GEMINI_API_KEY: GEMINI_KEY,
    GEMINI_BASE_URL: servers.gemini.url,
    PIKA_PROVIDER: 'fal',
    FAL_KEY,
    FAL_BASE_URL: servers.fal.url,
  }
}
