/** What can be taken away: the picture as PNG, the relations with their quotes as CSV. */

/** The picture at twice its size in pixels, with its background, in a view of it.
 * @param {HTMLCanvasElement} canvas @param {ReturnType<typeof toScreen>} view */
function copyPicture(canvas, view) {
  [canvas.width, canvas.height] = [view.width * 2, view.height * 2];
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  ctx.scale(2, 2);
  ctx.fillStyle = ink('--paper');
  ctx.fillRect(0, 0, view.width, view.height);
  for (const fact of drawnEdges) if (edgeDrawn(fact)) drawEdge(ctx, view, fact, predicateOf(fact) === 'leadInvestor' ? GRAPH.sorts.round[1] : '#8a949e');
  for (const [i, { x, y, r }] of spots) if (nodeShown(i)) drawNode(ctx, i, view.x(x), view.y(y), Math.max(r * view.scale, 2));
  draw(ctx, view, ink('--ink'), ink('--paper'));
}

/** The picture as it stands on the screen. */
function pictureAsPng() {
  const view = toScreen();
  if (!view.width || !view.height) return;
  const canvas = document.createElement('canvas');
  copyPicture(canvas, view);
  canvas.toBlob((blob) => blob && save(blob, 'graph.png'));
}

/** What a printer gets in the picture's place: all of it, as wide as the sheet. */
function printPicture() {
  const canvas = document.createElement('canvas');
  canvas.className = 'printed';
  canvas.setAttribute('aria-hidden', 'true');
  const [width, height] = [1100, 800];
  const copy = () => {
    const all = fit(width, height);
    if (all) copyPicture(canvas, viewOf(all, width, height));
  };
  /** @type {HTMLElement} */ (stage.parentElement).after(canvas);
  window.addEventListener('beforeprint', copy);
  matchMedia('print').addEventListener('change', ({ matches }) => matches && copy());
}

/** One row for each quote. A cell that a spreadsheet would run as a formula is marked as text. */
function relationsAsCsv() {
  const head = ['subject', 'predicate', 'object', 'date', 'status', 'quote', 'article', 'outlet', 'published', 'url', 'file', 'start', 'end', 'rule', 'confidence'];
  const rows = [head];
  FACTS.forEach((row, fact) => {
    if (typeof row[2] === 'number' && !row[4] && !edgeShown(fact)) return;
    for (const [quote, form] of claimsOf(fact)) {
      const { source, paragraph, from, to, start, end } = quoteOf(quote);
      const object = typeof row[2] === 'number' ? fullLabel(row[2]) : row[2].slice(1).join(' ');
      rows.push([fullLabel(row[0]), predicateOf(fact), object, typeof row[2] === 'number' ? dateOf(fact) : '', form[1], paragraph.slice(from, to), source[2], source[4], source[5], source[3], source[1], String(start), String(end), GRAPH.rules[form[0]], String(form[4] / 100)]);
    }
  });
  const cell = (/** @type {string} */ text) => `"${(/^[=+\-@\t\r]/.test(text) ? "'" : '') + text.replace(/"/g, '""')}"`;
  save(new Blob(['\ufeff' + rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'], { type: 'text/csv;charset=utf-8' }), 'graph.csv');
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const anchor = h('a', { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
