/** Settings that are good each for itself and don't go together. */
import { settingProblems as t } from '../text/settings.ts'
import { aspectRatios, imageSizes, videoLimits } from '../ai/capabilities.ts'
import { VidgenError } from '../errors.ts'
import type { Config } from './config.ts'
import { notifyProblems } from './notify.ts'
import type { Values } from './read.ts'

/** Throws CONFIG_MIXED_AI and CONFIG_INVALID. */
export function checkServices(v: Values, config: Config): void {
  const { NANO_BANANA_PROVIDER: images, PIKA_PROVIDER: videos } = v
  const mixed = (images === 'offline') !== (videos === 'offline')
  if (mixed && !v.VIDGEN_ALLOW.includes('mixed-ai')) {
    const [setting, real] =
      images === 'offline'
        ? (['NANO_BANANA_PROVIDER', videos] as const)
        : (['PIKA_PROVIDER', images] as const)
    throw new VidgenError('CONFIG_MIXED_AI', { setting, real })
  }
  const problems = [
    ...videoProblems(v, config),
    ...imageProblems(v, config),
    ...addressProblems(v),
    ...notifyProblems(v),
  ]
  if (problems.length > 0) throw new VidgenError('CONFIG_INVALID', { problems })
}

function videoProblems(v: Values, { video, ai }: Config): string[] {
  const { minSeconds, maxSeconds, resolutions } = videoLimits(ai.pika)
  const problems: string[] = []
  if (video.seconds < minSeconds || video.seconds > maxSeconds) {
    problems.push(
      t.makesSeconds({
        setting: `VIDGEN_VIDEO_SECONDS=${video.seconds}`,
        by: `PIKA_PROVIDER=${v.PIKA_PROVIDER}`,
        minSeconds,
        maxSeconds,
      }),
    )
  }
  if (!resolutions.includes(video.resolution)) {
    problems.push(
      t.makes({
        setting: `VIDGEN_VIDEO_RESOLUTION=${video.resolution}`,
        by: `PIKA_PROVIDER=${v.PIKA_PROVIDER}`,
        made: resolutions,
      }),
    )
  }
  return problems
}

/** Models that are not known are taken for newer ones, which make more. */
function imageProblems(v: Values, { ai, services }: Config): string[] {
  // A rehearsal of other settings draws as it always does.
  if (ai.nanoBanana === 'offline') return []
  const { model, size, aspectRatio } = services.image
  const by = `NANO_BANANA_PROVIDER=${v.NANO_BANANA_PROVIDER}${model ? ` (${model})` : ''}`
  const sizes = imageSizes(ai.nanoBanana, model ?? '')
  const ratios = aspectRatios(ai.nanoBanana, model ?? '')
  return [
    ...(sizes.includes(size)
      ? []
      : [t.makes({ setting: `NANO_BANANA_SIZE=${size}`, by, made: sizes })]),
    ...(ratios.includes(aspectRatio)
      ? []
      : [t.makes({ setting: `NANO_BANANA_ASPECT_RATIO=${aspectRatio}`, by, made: ratios })]),
  ]
}

function addressProblems(v: Values): string[] {
  const missing: string[] = []
  if (v.NANO_BANANA_PROVIDER === 'http' && !v.NANO_BANANA_HTTP_URL) {
    missing.push(
      t.needsAddress({ setting: 'NANO_BANANA_HTTP_URL', by: 'NANO_BANANA_PROVIDER=http' }),
    )
  }
  if (v.PIKA_PROVIDER === 'http' && !v.PIKA_HTTP_URL) {
    missing.push(t.needsAddress({ setting: 'PIKA_HTTP_URL', by: 'PIKA_PROVIDER=http' }))
  }
  return missing
}

/** Why VIDGEN_ENV=production refuses the settings; empty where it does not. */
export function productionProblems(v: Values, config: Config): string[] {
  if (v.VIDGEN_ENV !== 'production') return []
  const problems: string[] = []
  if (config.kind === 'rehearsal' && !v.VIDGEN_ALLOW.includes('offline')) {
    problems.push(t.offline)
  }
  if (!(config.redisUrl && config.s3 && v.DATABASE_URL) && !v.VIDGEN_ALLOW.includes('embedded')) {
    problems.push(t.embedded)
  }
  if (config.explained.find((s) => s.name === 'VIDGEN_TIMEZONE')?.source === 'default') {
    problems.push(t.notSet('VIDGEN_TIMEZONE'))
  }
  return problems
}
