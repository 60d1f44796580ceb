/** The look of the preview's page: light or dark as the reader has it, narrow screens, paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: #8886; --soft: #8881; --link: LinkText; }
body { margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 1100px; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0.5rem 0; }
h2 { font-size: 1.3rem; margin: 3rem 0 0.5rem; padding-top: 0.75rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 2rem 0 0.25rem; }
a { color: var(--link); }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(128px, 1fr)); gap: 0.75rem; margin: 1.25rem 0; padding: 0; list-style: none; }
.tiles li { background: var(--soft); border-radius: 8px; padding: 0.6rem 0.8rem; }
.tiles strong { display: block; font-size: 1.35rem; line-height: 1.2; } .tiles span { font-size: 0.85rem; }
figure { margin: 1.5rem 0; break-inside: avoid; }
figure figure { margin: 0; } [class*='swatches'] { font-size: 0.85rem; margin-bottom: 0; }
figcaption { font-weight: 600; margin-bottom: 0.3rem; }
figcaption small { display: block; font-weight: 400; font-size: 0.85rem; opacity: 0.8; }
.wide { overflow-x: auto; break-inside: avoid; }
table { border-collapse: collapse; font-size: 0.88rem; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25rem 0.9rem 0.25rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
th.number, td.number { text-align: right; } th { vertical-align: bottom; }
.outside { color: light-dark(#b3261e, #ff8a80); font-weight: 600; }
.top { font-size: 0.85rem; }
@media (max-width: 600px) { th, td { padding-right: 0.6rem; } .tiles { grid-template-columns: 1fr 1fr; } }
@media print {
  :root { color-scheme: light; font-size: 11pt; } main { max-width: none; padding: 0; } .top { display: none; }
  h2 { break-before: page; border: none; } h2, h3 { break-after: avoid; } .first { break-before: auto; }
}
`;
