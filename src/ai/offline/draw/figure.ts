import type { ModelType } from '../../service.ts'
import type { Look } from './look.ts'
import type { Build, Limb, Pose } from './pose.ts'

interface Figure {
  modelType: ModelType
  build: Build
  pose: Pose
  look: Look
}

/** The model as SVG, in a scene of 480 by 854, feet on the floor at about 770. */
export function figureSvg(figure: Figure): string {
  const { pose, look, build } = figure
  return [
    '<ellipse cx="242" cy="772" rx="130" ry="15" fill="#000" opacity=".13"/>',
    backHair(figure),
    leg(pose.leftLeg, figure, -1),
    leg(pose.rightLeg, figure, 1),
    `<path d="M222 176 h36 v34 q0 16 -18 16 q-18 0 -18 -16 z" fill="${look.skin}"/>`,
    '<path d="M223 196 q17 12 34 0 v9 q-17 12 -34 0z" fill="#000" opacity=".12"/>',
    torso(build, look),
    arm(pose.leftArm, figure),
    arm(pose.rightArm, figure),
    head(figure),
  ].join('\n')
}

function line([a, b, c]: Limb, colour: string, width: number): string {
  const path = `M${a[0]} ${a[1]} L${b[0]} ${b[1]} L${c[0]} ${c[1]}`
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`
}

/** Tapers towards the end: a thinner line over the lower half. */
function leg(limb: Limb, { build, look }: Figure, side: -1 | 1): string {
  const [, knee, [x, y]] = limb
  const shoe = `<path d="M${x - 16} ${y + 8} h32 l${side * 9} 20 q2 8 -6 8 h${-38} q-8 0 -6 -8 z" fill="#26272b"/>`
  const shade = `<path d="M${knee[0] - 10} ${knee[1] - 6} q10 7 20 1" stroke="#000" opacity=".16" fill="none" stroke-width="3"/>`
  return `${shoe}${line(limb, look.trousers, build.leg * 0.78)}${line([limb[0], [(limb[0][0] + knee[0]) / 2, (limb[0][1] + knee[1]) / 2], knee], look.trousers, build.leg)}${shade}`
}

function arm(limb: Limb, { build, look }: Figure): string {
  const [shoulder, elbow, hand] = limb
  const sleeveEnd: [number, number] = [
    shoulder[0] + (elbow[0] - shoulder[0]) * 0.55,
    shoulder[1] + (elbow[1] - shoulder[1]) * 0.55,
  ]
  const middle: [number, number] = [
    (shoulder[0] + sleeveEnd[0]) / 2,
    (shoulder[1] + sleeveEnd[1]) / 2,
  ]
  return [
    line(limb, look.skin, build.arm * 0.82),
    `<circle cx="${hand[0]}" cy="${hand[1]}" r="${build.arm * 0.56}" fill="${look.skin}"/>`,
    line([shoulder, middle, sleeveEnd], look.top, build.arm * 1.18),
    line([shoulder, middle, sleeveEnd], 'rgba(0,0,0,.05)', build.arm * 1.18),
  ].join('')
}

function torso({ shoulder, waist, hip }: Build, look: Look): string {
  const [sl, sr] = [240 - shoulder, 240 + shoulder]
  const [wl, wr] = [240 - waist, 240 + waist]
  const [hl, hr] = [240 - hip, 240 + hip]
  const top = `M${sl} 240 Q${sl + 4} 216 222 208 Q240 226 258 208 Q${sr - 4} 216 ${sr} 240 Q${sr - 10} 300 ${wr} 352 Q${wr + 4} 390 ${hr - 2} 420 L${hl + 2} 420 Q${wl - 4} 390 ${wl} 352 Q${sl + 10} 300 ${sl} 240 Z`
  const hips = `M${hl + 3} 417 L${hr - 3} 417 Q${hr + 6} 450 ${hr - 4} 478 L240 470 L${hl + 4} 478 Q${hl - 6} 450 ${hl + 3} 417 Z`
  return `<path d="${hips}" fill="${look.trousers}"/><path d="${top}" fill="${look.top}"/><path d="${top}" fill="url(#side)"/>`
}

function backHair({ modelType, look, pose }: Figure): string {
  if (modelType === 'male') return ''
  const shapes = [
    'M198 140 Q192 90 240 86 Q288 90 282 140 Q292 210 276 258 Q240 272 204 258 Q188 210 198 140Z',
    'M196 140 Q192 88 240 86 Q288 88 284 140 Q290 176 278 198 Q240 210 202 198 Q190 176 196 140Z',
    'M240 48 a25 25 0 1 0 .1 0Z M200 140 Q196 92 240 90 Q284 92 280 140 L270 176 L210 176Z',
  ]
  return `<path d="${shapes[look.hairCut]}" fill="${look.hair}" transform="rotate(${pose.lean} 240 190)"/>`
}

function head({ modelType, look, pose }: Figure): string {
  const male = modelType === 'male'
  const face = male
    ? 'M206 134 Q206 94 240 94 Q274 94 274 134 Q275 166 262 180 Q250 191 240 191 Q230 191 218 180 Q205 166 206 134Z'
    : 'M208 136 Q208 96 240 96 Q272 96 272 136 Q272 164 258 180 Q248 192 240 192 Q232 192 222 180 Q208 164 208 136Z'
  const femaleHair =
    'M204 146 Q200 90 242 88 Q282 90 276 146 Q272 122 258 112 Q232 124 214 118 Q206 128 204 146Z'
  const maleHair = [
    'M203 134 Q198 86 242 84 Q282 86 277 134 Q272 116 266 110 Q240 116 214 108 Q207 118 203 134Z',
    'M203 132 Q200 82 238 80 Q290 78 277 132 Q274 118 268 112 Q244 100 218 114 Q208 118 203 132Z',
    'M205 130 Q204 90 240 88 Q276 90 275 130 Q270 112 240 108 Q210 112 205 130Z',
  ]
  const hair = male ? maleHair[look.hairCut] : femaleHair
  const beard =
    male && look.hairCut !== 2
      ? `<path d="M207 146 Q210 176 224 184 Q240 196 256 184 Q270 176 273 146 Q268 166 254 168 Q240 164 226 168 Q212 166 207 146Z" fill="${look.hair}" opacity=".75"/>`
      : ''
  return `<g transform="rotate(${pose.lean} 240 190)"><path d="${face}" fill="${look.skin}"/>${beard}<path d="${hair}" fill="${look.hair}"/></g>`
}
