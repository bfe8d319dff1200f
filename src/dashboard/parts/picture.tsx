import { useState } from 'preact/hooks'

/** A picture; a plain field where there is none, or it can't be had. */
export function Picture(props: { src: string | null; alt: string; class: string }) {
  const { src, alt } = props
  const [broken, setBroken] = useState<string | null>(null)
  if (!src || broken === src) return <span class={`${props.class} blank`} />
  return (
    <img class={props.class} src={src} alt={alt} loading="lazy" onError={() => setBroken(src)} />
  )
}
