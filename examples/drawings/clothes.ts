/** Clothes of the example shop, as SVG in a square of 1000 by 1000. */
export const clothes: Record<string, string> = {
  'tee-coral': `
    <path d="M360 180 L200 250 Q150 275 130 340 L95 455 L225 505 L265 420 L265 830 Q500 862 735 830 L735 420 L775 505 L905 455 L870 340 Q850 275 800 250 L640 180 Q500 270 360 180Z" fill="#e8705a"/>
    <path d="M360 180 Q500 270 640 180 L664 192 Q500 312 336 192Z" fill="#c9543f"/>
    <path d="M265 420 Q285 330 262 268 M735 420 Q715 330 738 268" stroke="#b94a37" stroke-width="6" fill="none" opacity=".6"/>
    <path d="M265 800 Q500 832 735 800" stroke="#c9543f" stroke-width="5" fill="none" stroke-dasharray="14 9"/>
    <circle cx="500" cy="470" r="92" fill="#fbe9d8"/><path d="M408 470 q92 -76 184 0 q-92 76 -184 0" fill="#e8705a" opacity=".55"/>`,
  'hoodie-sage': `
    <path d="M340 215 L215 270 Q165 300 150 380 L95 730 L215 760 L262 480 L262 850 L738 850 L738 480 L785 760 L905 730 L850 380 Q835 300 785 270 L660 215Z" fill="#8ba888"/>
    <path d="M330 225 Q350 110 500 105 Q650 110 670 225 Q610 330 500 345 Q390 330 330 225Z" fill="#7a9877"/>
    <path d="M385 235 Q400 165 500 160 Q600 165 615 235 Q570 300 500 308 Q430 300 385 235Z" fill="#5f7b5d"/>
    <path d="M455 318 L440 470 M545 318 L560 450" stroke="#f3f0e4" stroke-width="9" stroke-linecap="round"/>
    <path d="M350 610 L650 610 L700 750 L300 750Z" fill="#7f9d7c" stroke="#6c8a6a" stroke-width="6"/>
    <rect x="262" y="806" width="476" height="44" fill="#7a9877"/><path d="M95 730 L215 760 L222 716 L103 688Z M905 730 L785 760 L778 716 L897 688Z" fill="#7a9877"/>`,
  'denim-jacket': `
    <path d="M360 190 L225 240 Q170 270 155 350 L105 700 L220 725 L265 470 L275 780 L725 780 L735 470 L780 725 L895 700 L845 350 Q830 270 775 240 L640 190 L500 235Z" fill="#4f7aa8"/>
    <path d="M360 190 L330 160 Q500 120 670 160 L640 190 L560 300 L500 235 L440 300Z" fill="#416892"/>
    <path d="M500 240 L500 780" stroke="#34557a" stroke-width="8"/>
    <path d="M280 430 L470 430 L470 520 L375 556 L280 520Z M720 430 L530 430 L530 520 L625 556 L720 520Z" fill="#456e9b" stroke="#e0a458" stroke-width="4" stroke-dasharray="12 7"/>
    <path d="M268 395 L480 395 M732 395 L520 395 M330 560 L350 735 M670 560 L650 735" stroke="#e0a458" stroke-width="4" stroke-dasharray="12 7" fill="none"/>
    <rect x="275" y="735" width="450" height="52" fill="#416892" stroke="#e0a458" stroke-width="4" stroke-dasharray="12 7"/>
    <g fill="#d8a866"><circle cx="514" cy="340" r="11"/><circle cx="514" cy="430" r="11"/><circle cx="514" cy="520" r="11"/><circle cx="514" cy="610" r="11"/><circle cx="514" cy="700" r="11"/><circle cx="514" cy="761" r="11"/></g>`,
  'trench-coat': `
    <path d="M385 120 L260 170 Q215 195 205 260 L165 600 L265 620 L305 380 L270 930 L730 930 L695 380 L735 620 L835 600 L795 260 Q785 195 740 170 L615 120 L500 200Z" fill="#cdaa7d"/>
    <path d="M385 120 L350 100 Q500 62 650 100 L615 120 L680 220 L565 345 L500 205 L435 345 L320 220Z" fill="#bd976a"/>
    <path d="M500 210 L520 930" stroke="#a8845a" stroke-width="6"/>
    <rect x="292" y="490" width="416" height="52" fill="#b08b5e"/><rect x="452" y="478" width="96" height="76" rx="8" fill="none" stroke="#6d5236" stroke-width="14"/>
    <path d="M300 640 l120 -22 l4 34 l-120 22z M700 640 l-120 -22 l-4 34 l120 22z" fill="#bd976a"/>
    <path d="M165 560 l105 18 l-3 30 l-105 -18z M835 560 l-105 18 l3 30 l105 -18z" fill="#b08b5e"/>
    <g fill="#6d5236"><circle cx="440" cy="395" r="13"/><circle cx="565" cy="395" r="13"/><circle cx="432" cy="610" r="13"/><circle cx="572" cy="610" r="13"/><circle cx="430" cy="720" r="13"/><circle cx="576" cy="720" r="13"/></g>`,
  'floral-dress': `
    <path d="M400 90 L375 240 Q350 330 392 420 Q300 640 215 880 Q500 960 785 880 Q700 640 608 420 Q650 330 625 240 L600 90 L572 90 Q560 200 500 215 Q440 200 428 90Z" fill="#33518c"/>
    <path d="M392 420 Q500 452 608 420 L600 392 Q500 420 400 392Z" fill="#f2b5c4"/>
    <path d="M330 600 Q300 760 275 905 M500 450 L500 935 M670 600 Q700 760 725 905" stroke="#263f70" stroke-width="5" fill="none" opacity=".7"/>
    ${flowers([
      [430, 290],
      [545, 330],
      [420, 520],
      [540, 560],
      [350, 690],
      [460, 720],
      [600, 690],
      [300, 840],
      [410, 860],
      [550, 850],
      [680, 820],
      [500, 640],
    ])}`,
  'straight-jeans': `
    <path d="M315 110 L685 110 L720 400 L705 920 L545 920 L505 400 L495 400 L455 920 L295 920 L280 400Z" fill="#3d5a80"/>
    <rect x="312" y="102" width="376" height="62" rx="8" fill="#2f4a6d"/>
    <path d="M500 165 L500 330 Q470 340 455 320 L455 165" fill="none" stroke="#d79a4c" stroke-width="5" stroke-dasharray="12 7"/>
    <path d="M300 250 Q390 260 405 165 M700 250 Q610 260 595 165" fill="none" stroke="#d79a4c" stroke-width="5" stroke-dasharray="12 7"/>
    <path d="M350 430 L365 850 M650 430 L635 850" stroke="#6f8fb5" stroke-width="46" opacity=".35" stroke-linecap="round"/>
    <path d="M298 890 L456 890 M544 890 L704 890" stroke="#d79a4c" stroke-width="5" stroke-dasharray="12 7"/>
    <circle cx="478" cy="133" r="14" fill="#d8a866"/><path d="M350 98 v70 M650 98 v70 M560 98 v70" stroke="#28405f" stroke-width="16"/>`,
  'pleated-skirt': `
    <path d="M335 170 L665 170 L860 800 Q500 890 140 800Z" fill="#7d3550"/>
    <rect x="330" y="130" width="340" height="62" rx="8" fill="#642840"/>
    ${[0, 1, 2, 3, 4, 5, 6]
      .map((i) => {
        const x = 358 + i * 47
        const to = 190 + i * 103
        return `<path d="M${x} 192 L${to} ${790 + 40 * Math.sin(((i + 0.2) / 6.4) * Math.PI)} l40 4 L${x + 18} 192Z" fill="#5d243b" opacity=".62"/>`
      })
      .join('')}
    <circle cx="640" cy="161" r="12" fill="#e5c07b"/>`,
  'oxford-shirt': `
    <path d="M365 175 L225 230 Q175 255 160 330 L110 690 L225 712 L268 450 L268 850 Q385 885 500 850 Q615 885 732 850 L732 450 L775 712 L890 690 L840 330 Q825 255 775 230 L635 175 L500 230Z" fill="#a9c8e8"/>
    <path d="M365 175 L400 140 Q500 175 600 140 L635 175 L580 280 L500 215 L420 280Z" fill="#c4dbf1"/>
    <path d="M500 225 L500 850" stroke="#86aad0" stroke-width="6"/><path d="M470 240 L470 858" stroke="#86aad0" stroke-width="3"/>
    <path d="M565 400 L690 400 L690 510 L628 540 L565 510Z" fill="#9bbde0" stroke="#86aad0" stroke-width="4"/>
    <path d="M108 650 L228 672 L222 712 L104 690Z M892 650 L772 672 L778 712 L896 690Z" fill="#c4dbf1"/>
    <g fill="#fff" stroke="#86aad0" stroke-width="3"><circle cx="485" cy="320" r="11"/><circle cx="485" cy="430" r="11"/><circle cx="485" cy="540" r="11"/><circle cx="485" cy="650" r="11"/><circle cx="485" cy="760" r="11"/></g>`,
  'knit-sweater': `
    <path d="M370 190 L225 245 Q175 275 158 350 L95 720 L215 750 L265 500 L265 835 L735 835 L735 500 L785 750 L905 720 L842 350 Q825 275 775 245 L630 190Z" fill="#d9a441"/>
    <path d="M370 190 Q500 120 630 190 Q600 262 500 266 Q400 262 370 190Z" fill="#bb8728"/><path d="M400 196 Q500 152 600 196 Q570 236 500 238 Q430 236 400 196Z" fill="#8d6216"/>
    ${[330, 420, 500, 580, 670]
      .map(
        (x) =>
          `<path d="M${x} 300 ${'q16 22 0 44 q-16 22 0 44 '.repeat(6)}" stroke="#b8862b" stroke-width="13" fill="none" stroke-linecap="round"/>`,
      )
      .join('')}
    <path d="M265 790 L735 790 L735 840 L265 840Z M92 712 L216 742 L224 700 L100 672Z M908 712 L784 742 L776 700 L900 672Z" fill="#bb8728"/>`,
}

function flowers(places: [number, number][]): string {
  const petals = [0, 72, 144, 216, 288]
    .map((turn) => `<ellipse cy="-15" rx="10" ry="14" transform="rotate(${turn})"/>`)
    .join('')
  const colours = ['#f2b5c4', '#f6e3a1', '#f7f1ea']
  return places
    .map(
      ([x, y], i) =>
        `<g transform="translate(${x} ${y})" fill="${colours[i % 3]}">${petals}<circle r="7" fill="#e08b3e"/></g>`,
    )
    .join('')
}
