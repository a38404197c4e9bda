/** How a node looks: on the canvas above the picture, and in the legend. The same outlines as vis-network's. */

/** The outline of a shape with half-width r around (x, y). @param {string} shape @param {number} x @param {number} y
 * @param {number} r @returns {[number, number][]} corner points; none for a circle */
function corners(shape, x, y, r) {
  const ring = (/** @type {number} */ count, /** @type {(k: number) => number} */ far, turn = 0) =>
    Array.from({ length: count }, (_, k) => /** @type {[number, number]} */ ([x + far(k) * Math.cos((2 * Math.PI * k) / count + turn), y + far(k) * Math.sin((2 * Math.PI * k) / count + turn)]));
  if (shape === 'square') return [[x - r, y - r], [x + r, y - r], [x + r, y + r], [x - r, y + r]];
  if (shape === 'diamond') return [[x, y - r], [x + r, y], [x, y + r], [x - r, y]];
  if (shape === 'hexagon') return ring(6, () => r);
  if (shape === 'star') {
    y += 0.082 * r;
    return ring(10, (k) => 0.82 * r * (k % 2 ? 0.5 : 1.3), -Math.PI / 2);
  }
  if (shape === 'triangle' || shape === 'triangleDown') {
    const sign = shape === 'triangle' ? 1 : -1;
    const [side, inner, height] = [1.15 * r, (Math.sqrt(3) / 6) * 2.3 * r, Math.sqrt(3) * 1.15 * r];
    y += sign * 0.275 * 1.15 * r;
    return [[x, y - sign * (height - inner)], [x + side, y + sign * inner], [x - side, y + sign * inner]];
  }
  return [];
}

/** @param {CanvasRenderingContext2D} ctx @param {number} i @param {number} x @param {number} y @param {number} r */
function drawNode(ctx, i, x, y, r) {
  const [shape, colour] = GRAPH.sorts[sortOf(i)];
  const points = corners(shape, x, y, r);
  ctx.beginPath();
  if (points.length) points.forEach(([a, b], k) => (k ? ctx.lineTo(a, b) : ctx.moveTo(a, b)));
  else ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.closePath();
  if (sortOf(i) === 'public') {
    ctx.lineWidth = Math.max(2, r * 0.4);
    ctx.strokeStyle = colour;
    ctx.stroke();
  } else {
    ctx.fillStyle = colour;
    ctx.fill();
  }
}

/** The second role of an agent (an investor that is a partner too), as the name of its sort. @param {number} i */
function secondRole(i) {
  return sortOf(i) === 'investor' && NODES[i][2] & 2 ? 'partner' : sortOf(i) === 'person' && NODES[i][2] & 1 ? 'investor' : '';
}

/** A small picture of a sort, for legend and panel. @param {string} sort */
function glyph(sort) {
  const [shape, colour] = GRAPH.sorts[sort];
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  for (const [name, value] of Object.entries({ viewBox: '-10 -10 20 20', width: '16', height: '16', 'aria-hidden': 'true', class: 'glyph' })) svg.setAttribute(name, value);
  const points = corners(shape, 0, 0, shape === 'square' ? 6.5 : shape === 'triangle' || shape === 'triangleDown' ? 7 : 8.5);
  const form = document.createElementNS(space, points.length ? 'polygon' : 'circle');
  if (points.length) form.setAttribute('points', points.map((point) => point.map((n) => n.toFixed(2)).join()).join(' '));
  else form.setAttribute('r', sort === 'public' ? '6' : '7.5');
  form.setAttribute('fill', sort === 'public' ? 'none' : colour);
  if (sort === 'public') {
    form.setAttribute('stroke', colour);
    form.setAttribute('stroke-width', '3.5');
  }
  svg.append(form);
  return svg;
}
