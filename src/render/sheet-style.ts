/** The contact sheet's looks. Print shows the frames; a video has no picture of its own on paper. */
export const sheetCss = (aspectRatio: string) => `:root{color-scheme:light dark;
--line:color-mix(in srgb,CanvasText 16%,Canvas);--soft:color-mix(in srgb,CanvasText 64%,Canvas);--back:color-mix(in srgb,CanvasText 5%,Canvas)}
*{box-sizing:border-box}
body{font:14px/1.45 system-ui,"Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR",sans-serif;margin:0;padding:1.2rem;color:CanvasText;background:Canvas}
html:lang(ko){word-break:keep-all;overflow-wrap:anywhere}
h1{font-size:1.3rem;margin:0}
header p,footer{color:var(--soft);margin:.2rem 0;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:.4rem;margin:.9rem 0}
nav button{font:inherit;padding:.2rem .7rem;border:1px solid var(--line);border-radius:99px;background:Canvas;color:CanvasText;cursor:pointer}
nav button[aria-pressed=true]{background:CanvasText;color:Canvas}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(20rem,100%),1fr));gap:1rem}
article{border:1px solid var(--line);border-radius:10px;padding:.7rem;content-visibility:auto;contain-intrinsic-size:auto 23rem;min-width:0}
article[hidden]{display:none}
.media{display:grid;grid-template-columns:repeat(3,1fr);gap:.4rem}
figure{margin:0;min-width:0}
figcaption{font-size:.78rem;color:var(--soft);text-align:center}
.media img,.media video,.none{display:block;width:100%;aspect-ratio:${aspectRatio};object-fit:contain;border-radius:6px;background:var(--back)}
.none{display:grid;place-items:center;font-size:.85rem;color:var(--soft);text-align:center}
.wide .media{grid-template-columns:1fr 1fr}
.wide .media figure:last-child{grid-column:1/-1}
h2{font-size:1rem;margin:.6rem 0 .1rem;overflow-wrap:anywhere}
h2 small{font-weight:400;color:var(--soft)}
.facts{display:flex;flex-wrap:wrap;gap:.2rem .8rem;margin:.2rem 0;align-items:baseline;font-variant-numeric:tabular-nums}
.status{font-size:.78rem;font-weight:600;padding:.05rem .5rem;border-radius:99px;border:1px solid currentColor}
.green{color:light-dark(#14713a,#6fd596)}.red{color:light-dark(#b3261e,#ff9d94)}
.yellow{color:light-dark(#8a5a00,#f2c15c)}.cyan{color:light-dark(#0b6a86,#7cd4ee)}.dim{color:var(--soft)}
.told{margin:.3rem 0;overflow-wrap:anywhere}
code{font:.82rem ui-monospace,monospace;overflow-wrap:anywhere;color:var(--soft)}
a{color:LinkText}
@media print{:root{color-scheme:light}body{padding:0}nav,.video,.do{display:none}main{grid-template-columns:repeat(3,1fr)}
.media,.wide .media{grid-template-columns:1fr 1fr}article{break-inside:avoid;content-visibility:visible}}`

/**
 * Loads a video when it comes near and plays it, without sound, while it is seen; lets go of it when
 * it is far away, for a browser has only so many players.
 */
export const sheetScript = `'use strict'
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
const each = (entries, see) => entries.forEach(({target, isIntersecting}) => see(target, isIntersecting))
const near = new IntersectionObserver((entries) => each(entries, (video, isNear) => {
  if (isNear && !video.hasAttribute('src')) { video.poster = video.dataset.poster ?? ''; video.src = video.dataset.src }
  if (!isNear && video.hasAttribute('src')) { video.pause(); video.removeAttribute('src'); video.load() }
}), {rootMargin: '100% 0px'})
const seen = new IntersectionObserver((entries) => each(entries, (video, isSeen) => {
  if (!isSeen) video.pause()
  else if (!calm) video.play().catch(() => {})
}), {threshold: 0.4})
for (const video of document.querySelectorAll('video')) { near.observe(video); seen.observe(video) }
const buttons = [...document.querySelectorAll('nav button')]
for (const button of buttons) button.addEventListener('click', () => {
  for (const other of buttons) other.setAttribute('aria-pressed', String(other === button))
  for (const card of document.querySelectorAll('article'))
    card.hidden = button.value !== '' && card.dataset.status !== button.value
})`
