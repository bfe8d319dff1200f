/** Shoes, bags and watches of the example shop, as SVG in a square of 1000 by 1000. */
export const accessories: Record<string, string> = {
  'court-sneaker': `
    <path d="M120 560 Q115 470 180 440 L330 455 Q380 400 420 350 L540 310 Q560 380 640 440 Q760 500 850 530 Q900 550 895 640 L120 640Z" fill="#f7f5f0"/>
    <path d="M120 560 Q115 470 180 440 L330 455 L300 640 L120 640Z" fill="#2f8f83"/>
    <path d="M105 630 L905 630 Q915 710 860 716 L150 716 Q98 712 105 630Z" fill="#d8d1c0"/><path d="M105 690 H905" stroke="#c9c2b0" stroke-width="6"/>
    <path d="M690 475 Q640 560 640 632 L895 632 Q898 550 850 530Z" fill="#cdc5b1"/>
    <path d="M430 380 L560 440 M460 352 L590 458 M408 420 L540 500 M490 332 L560 372" stroke="#2f8f83" stroke-width="15" stroke-linecap="round"/>
    <path d="M330 590 Q450 600 560 470" stroke="#2f8f83" stroke-width="30" fill="none" stroke-linecap="round"/>
    <path d="M405 366 Q430 280 520 262 L556 330" fill="#dcd7c9"/>`,
  'chelsea-boot': `
    <path d="M330 190 L610 190 Q600 330 620 430 Q650 520 780 570 Q880 610 885 740 L290 740 Q300 600 320 480 Q335 340 330 190Z" fill="#5a3825"/>
    <path d="M430 210 L545 210 L560 420 L450 440Z" fill="#2b1c14"/><path d="M450 215 l10 215 M475 215 l8 210 M500 215 l8 207 M525 215 l10 205" stroke="#4a3325" stroke-width="5"/>
    <path d="M330 190 L610 190 L612 222 L332 222Z" fill="#472b1c"/><path d="M310 190 q-6 -60 30 -60 l6 60" fill="none" stroke="#472b1c" stroke-width="16"/>
    <path d="M280 732 L892 732 L892 780 L500 780 L490 812 L284 812Z" fill="#2a1a12"/>
    <path d="M640 560 Q760 590 820 690" stroke="#7a5138" stroke-width="14" fill="none" stroke-linecap="round" opacity=".7"/>
    <path d="M318 500 Q420 560 620 470" stroke="#472b1c" stroke-width="6" fill="none"/>`,
  'canvas-tote': `
    <path d="M345 400 Q345 150 500 150 Q655 150 655 400" fill="none" stroke="#b5523b" stroke-width="34"/>
    <path d="M220 370 L780 370 L830 860 L170 860Z" fill="#efe3c8"/><path d="M220 370 L780 370 L786 424 L214 424Z" fill="#dccfae"/>
    <path d="M170 860 L178 780 L822 780 L830 860Z" fill="#b5523b"/>
    <path d="M330 372 h34 v120 h-34z M636 372 h34 v120 h-34z" fill="#b5523b"/>
    <g fill="none" stroke="#b5523b" stroke-width="12" stroke-linecap="round"><path d="M500 720 V560"/><path d="M500 640 q-70 -10 -80 -80 q70 5 80 80 q10 -70 80 -80 q-5 70 -80 80" fill="#d98b6f"/></g>`,
  'crossbody-bag': `
    <path d="M250 430 Q240 130 500 120 Q760 130 750 430" fill="none" stroke="#1f4e4a" stroke-width="20"/>
    <rect x="190" y="400" width="620" height="440" rx="60" fill="#2c6e68"/>
    <path d="M190 470 Q190 400 250 400 L750 400 Q810 400 810 470 L810 560 Q660 690 500 690 Q340 690 190 560Z" fill="#24605b"/>
    <path d="M200 560 Q340 676 500 676 Q660 676 800 560" fill="none" stroke="#7fb8ae" stroke-width="4" stroke-dasharray="14 9"/>
    <rect x="450" y="640" width="100" height="76" rx="14" fill="#d9b65c"/><rect x="474" y="662" width="52" height="32" rx="8" fill="#a8842f"/>
    <circle cx="250" cy="425" r="22" fill="none" stroke="#d9b65c" stroke-width="12"/><circle cx="750" cy="425" r="22" fill="none" stroke="#d9b65c" stroke-width="12"/>`,
  'classic-watch': `
    <path d="M410 90 L590 90 L605 330 L395 330Z M395 670 L605 670 L590 910 L410 910Z" fill="#6b4428"/>
    <path d="M428 100 L413 320 M572 100 L587 320 M428 900 L413 680 M572 900 L587 680" stroke="#c79a6b" stroke-width="5" stroke-dasharray="13 8"/>
    <circle cx="500" cy="500" r="232" fill="#c9a24f"/><circle cx="500" cy="500" r="204" fill="#f9f6ee"/><rect x="728" y="474" width="36" height="52" rx="9" fill="#b38c3c"/>
    ${[...Array(12).keys()]
      .map(
        (i) =>
          `<path d="M500 316 v${i % 3 === 0 ? 40 : 22}" stroke="#2b2b2b" stroke-width="${i % 3 === 0 ? 13 : 7}" transform="rotate(${i * 30} 500 500)"/>`,
      )
      .join('')}
    <path d="M500 500 L412 428" stroke="#2b2b2b" stroke-width="15" stroke-linecap="round"/><path d="M500 500 L610 390" stroke="#2b2b2b" stroke-width="10" stroke-linecap="round"/><path d="M480 525 L560 620" stroke="#c0392b" stroke-width="5"/><circle cx="500" cy="500" r="14" fill="#c9a24f"/>`,
  'sport-watch': `
    <path d="M405 80 L595 80 L615 330 L385 330Z M385 670 L615 670 L595 920 L405 920Z" fill="#23272f"/>
    <g fill="#11141a"><ellipse cx="500" cy="760" rx="14" ry="20"/><ellipse cx="500" cy="820" rx="14" ry="20"/><ellipse cx="500" cy="875" rx="13" ry="17"/></g>
    <rect x="300" y="290" width="400" height="420" rx="104" fill="#3a404b"/><rect x="326" y="316" width="348" height="368" rx="84" fill="#0f1318"/>
    <circle cx="500" cy="500" r="128" fill="none" stroke="#26303c" stroke-width="24"/><path d="M500 372 A128 128 0 1 1 384 554" fill="none" stroke="#ff7a45" stroke-width="24" stroke-linecap="round"/>
    <circle cx="500" cy="500" r="88" fill="none" stroke="#26303c" stroke-width="20"/><path d="M500 412 A88 88 0 0 1 560 564" fill="none" stroke="#45d0ff" stroke-width="20" stroke-linecap="round"/>
    <path d="M470 500 l24 26 l46 -56" fill="none" stroke="#f4f7fa" stroke-width="15" stroke-linecap="round" stroke-linejoin="round"/><rect x="698" y="430" width="24" height="70" rx="11" fill="#ff7a45"/>`,
  'round-sunglasses': `
    <path d="M110 430 L70 400 M890 430 L930 400" stroke="#4a2f1b" stroke-width="26" stroke-linecap="round"/>
    <circle cx="290" cy="520" r="168" fill="#2d3b36"/><circle cx="710" cy="520" r="168" fill="#2d3b36"/>
    <circle cx="290" cy="520" r="168" fill="none" stroke="#7a4a26" stroke-width="30"/><circle cx="710" cy="520" r="168" fill="none" stroke="#7a4a26" stroke-width="30"/>
    <path d="M448 470 Q500 420 552 470" fill="none" stroke="#7a4a26" stroke-width="30"/>
    <path d="M190 470 Q230 400 310 395 M610 470 Q650 400 730 395" stroke="#fff" stroke-width="20" fill="none" stroke-linecap="round" opacity=".35"/>`,
}
