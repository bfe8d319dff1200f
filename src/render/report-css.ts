/** The looks of the page: by day, by night, narrow and printed. */
const LIGHT = `--page:#f6f7f9;--card:#fff;--ink:#1b1f26;--soft:#5b6472;--edge:#e1e5ea;--grid:#e9ecf0;
--s1:#2f6fde;--s2:#c8651b;--s3:#188f7c;--s4:#8a50b8;--s5:#b83a72;--rest:#9aa2ad;
--good:#188f7c;--bad:#cf3f3f;--waste:#b97f00;--limit:#cf3f3f;--up:#0f7a55;--down:#b92f2f;--note:#fff7e0;--note-edge:#c99700`
const DARK = `--page:#101318;--card:#191d24;--ink:#e9ecf1;--soft:#a0a9b6;--edge:#2c323c;--grid:#262c35;
--s1:#6c9dff;--s2:#f0995a;--s3:#44c4ab;--s4:#bf90e8;--s5:#ee7fab;--rest:#7d8692;
--good:#44c4ab;--bad:#f07575;--waste:#e2b13c;--limit:#ff8585;--up:#52cf9b;--down:#ff9090;--note:#2b2512;--note-edge:#c99700`
const SERIES = ['s1', 's2', 's3', 's4', 's5', 'rest', 'good', 'bad', 'waste']

export const REPORT_CSS = `:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
@media print{:root{color-scheme:light;${LIGHT};--page:#fff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Apple SD Gothic Neo","Malgun Gothic","Noto Sans","Noto Sans KR",sans-serif}
html:lang(ko){word-break:keep-all;overflow-wrap:anywhere}
main{max-width:70rem;margin:0 auto;padding:1.75rem 1.25rem 2.5rem}
h1{font-size:1.5rem;line-height:1.25;margin:0;letter-spacing:-.01em}
h2{font-size:1rem;margin:0 0 .6rem}
.sub{color:var(--soft);margin:.2rem 0 1.1rem}
.badge{display:inline-block;margin-left:.6rem;padding:.1rem .55rem;border:1px solid var(--note-edge);border-radius:1rem;background:var(--note);font-size:.75rem;font-weight:600;letter-spacing:0;vertical-align:.2em}
.warning{margin:0 0 .6rem;padding:.55rem .8rem;border-left:4px solid var(--note-edge);border-radius:4px;background:var(--note)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.8rem;margin:1.1rem 0 .8rem}
.tile,.card{background:var(--card);border:1px solid var(--edge);border-radius:10px}
.tile{padding:.8rem 1rem}
.tile dt{color:var(--soft);font-size:.85rem}
.tile dd{margin:0}
.value{font-size:1.6rem;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums;margin-right:.3rem}
.change{font-size:.85rem;font-weight:600;white-space:nowrap}
.up{color:var(--up)}.down{color:var(--down)}
.note{display:block;color:var(--soft);font-size:.8rem}
.cards{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.8rem}
.card{padding:1rem 1.1rem;margin:0;min-width:0}
.wide{grid-column:1/-1}
figure svg{display:block;width:100%;height:auto}
.small{display:none}
.legend{display:flex;flex-wrap:wrap;gap:.15rem 1rem;margin:0 0 .5rem;padding:0;list-style:none;color:var(--soft);font-size:.82rem}
.legend svg{width:14px;height:10px;display:inline-block;margin-right:.4rem}
figcaption .note,.card>.note{margin-top:.35rem}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Apple SD Gothic Neo","Malgun Gothic","Noto Sans","Noto Sans KR",sans-serif}
.tick{fill:var(--soft);font-variant-numeric:tabular-nums}
.grid{stroke:var(--grid)}.base{stroke:var(--soft);opacity:.6}
.start{stroke:var(--soft);stroke-dasharray:2 3;opacity:.7}
g.pale{opacity:.42}
.tick.pale{opacity:.75}
.hit{fill:transparent}
g:hover>.hit{fill:var(--grid);opacity:.6}
circle.hit,g:hover>circle.hit{fill:transparent}
${SERIES.map((name) => `.${name}{fill:var(--${name})}`).join('')}
.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke:var(--s1)}
.dot{stroke:var(--card);stroke-width:1.5}
.limit{fill:none;stroke:var(--limit);stroke-width:1.8;stroke-dasharray:6 4}
.mean{fill:none;stroke:var(--soft);stroke-width:1.3;stroke-dasharray:3 3}
.ghost{fill:none;stroke:var(--soft);stroke-width:1;stroke-dasharray:2 2;opacity:.75}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.88rem}
th,td{text-align:left;padding:.36rem .9rem .36rem 0;border-bottom:1px solid var(--edge);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child>*{border-bottom:0}
thead th{color:var(--soft);font-size:.74rem;font-weight:600;letter-spacing:.03em;white-space:nowrap}
tbody th{font-weight:500}
th,td{overflow-wrap:break-word}
td{min-width:3.5rem}
tbody th{white-space:nowrap}
.totals tbody th,.failures tbody th{white-space:normal}
.narrow{columns:2;column-gap:.8rem;margin:.8rem 0}
.narrow .card{break-inside:avoid;margin-bottom:.8rem}
.right{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.bar{width:22%;min-width:4rem;vertical-align:middle}
.bar svg{display:block;width:100%;height:8px}
.bar rect{fill:var(--s1)}
.failures .bar rect{fill:var(--bad)}
footer{margin-top:1.2rem;color:var(--soft);font-size:.85rem}
@media (max-width:46rem){main{padding:1.1rem .8rem 2rem}.cards{grid-template-columns:minmax(0,1fr)}.narrow{columns:1}.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.tile:last-child:nth-child(odd){grid-column:1/-1}.value{font-size:1.3rem}.card{padding:.85rem .8rem}.large{display:none!important}.small{display:block!important}.bar{display:none}}
@media print{@page{margin:12mm}:root{font-size:12px}body{font-size:12px;print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none;padding:0 1px}.card,.tile{break-inside:avoid}.card{padding:.8rem .9rem}.days,.batches{break-inside:auto}tr{break-inside:avoid}thead{display:table-header-group}h2{break-after:avoid}.value{font-size:1.35rem}.tiles{grid-template-columns:repeat(auto-fit,minmax(8rem,1fr))}.scroll{overflow:visible}th,td{padding:.28rem .7rem .28rem 0}.narrow .bar,.failures .bar{display:none}}`
