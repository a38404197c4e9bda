/** The picture: vis-network draws nodes and edges; a canvas above it holds names, the spotlight and the pointer's edge. */

/** @type {any} */
const vis = /** @type {any} */ (globalThis).vis;
const stage = /** @type {HTMLElement} */ (document.getElementById('network'));
const overlay = document.createElement('canvas');
const pen = /** @type {CanvasRenderingContext2D} */ (overlay.getContext('2d'));
/** @type {any} */
let network;
/** @type {any} */
let nodeSet;
/** @type {any} */
let edgeSet;
/** Where each drawn node stands, in the picture's own pixels. @type {Map<number, {x: number, y: number, r: number}>} */
const spots = new Map();
/** Relations that are in the picture (shown or hidden). @type {Set<number>} */
const drawnEdges = new Set();
/** What the spotlight is on; null when all is lit. @type {{nodes: Set<number>, edges: Set<number>, main: Set<number>} | null} */
let spotlight = null;
let hoverNode = -1;
let hoverEdge = -1;
/** @type {Label[]} */
let shownLabels = [];
let painted = 0;
/** Things and relations that vis has been told to hide. @type {Set<number>} */
const hiddenNodes = new Set();
/** @type {Set<number>} */
const hiddenEdges = new Set();

function openPicture() {
  const nodes = block('nodes');
  const edges = block('edges');
  for (const node of nodes) spots.set(node.id, { x: node.x, y: node.y, r: node.size });
  for (const edge of edges) {
    drawnEdges.add(edge.id);
    if (edge.hidden) hiddenEdges.add(edge.id);
  }
  nodeSet = new vis.DataSet(nodes);
  edgeSet = new vis.DataSet(edges);
  network = new vis.Network(stage, { nodes: nodeSet, edges: edgeSet }, { ...block('options'), autoResize: true });
  overlay.className = 'overlay';
  overlay.setAttribute('aria-hidden', 'true');
  stage.append(overlay);
  whole(false);
  printPicture();
  network.on('afterDrawing', paint);
  network.on('click', (/** @type {any} */ event) => clicked(event.pointer.DOM));
  network.on('dragging', (/** @type {any} */ event) => {
    for (const [id, place] of Object.entries(network.getPositions(event.nodes))) Object.assign(spots.get(Number(id)) || {}, place);
  });
  stage.addEventListener('mousemove', moved);
  stage.addEventListener('mouseleave', () => hover(-1, -1));
  stage.addEventListener('keydown', steer);
}

/** From the picture's pixels to the screen's. */
function toScreen() {
  return viewOf({ ...network.getViewPosition(), scale: network.getScale() }, stage.clientWidth, stage.clientHeight);
}

/** A view of the picture on a sheet of `width` by `height` pixels, `x` and `y` in its middle.
 * @param {{x: number, y: number, scale: number}} middle @param {number} width @param {number} height */
function viewOf({ x, y, scale }, width, height) {
  return { scale, width, height, x: (/** @type {number} */ px) => (px - x) * scale + width / 2, y: (/** @type {number} */ py) => (py - y) * scale + height / 2 };
}

/** Show everything. @param {boolean} [move] */
function whole(move = true) {
  const all = fit(stage.clientWidth || 800, stage.clientHeight || 600);
  if (all) moveTo(all.x, all.y, all.scale, move);
}

/** The middle and scale that show everything with room for the names; null when there is nothing to show.
 * @param {number} width @param {number} height */
function fit(width, height) {
  const all = [...spots].filter(([i]) => nodeShown(i));
  if (!all.length) return null;
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [, { x, y, r }] of all) {
    box[0] = Math.min(box[0], x - r);
    box[1] = Math.min(box[1], y - r);
    box[2] = Math.max(box[2], x + r);
    box[3] = Math.max(box[3], y + r);
  }
  const room = Math.min(130, width / 5);
  const scale = Math.min(1.6, (width - room) / (box[2] - box[0] + 1), (height - 76) / (box[3] - box[1] + 1));
  return { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 + 8 / scale, scale };
}

const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** @param {number} x @param {number} y @param {number} scale @param {boolean} [move] */
function moveTo(x, y, scale, move = true) {
  const animation = move && !calm.matches && spots.size < 600 ? { duration: 260, easingFunction: 'easeInOutQuad' } : false;
  network.moveTo({ position: { x, y }, scale, animation });
}

/** Bring a node to the middle. @param {number} i */
function centre(i) {
  const spot = spots.get(i);
  if (spot) network.moveTo({ position: { x: spot.x, y: spot.y }, scale: Math.max(network.getScale(), 0.6), animation: false });
}

// --- what the pointer is on ---------------------------------------------------------------------------

/** @param {{x: number, y: number}} at on the screen @param {number} [slack] pixels @returns {[number, number]} node, edge; -1 for none */
function under(at, slack = 5) {
  const view = toScreen();
  let [best, node, edge] = [Infinity, -1, -1];
  for (const [i, { x, y, r }] of spots) {
    if (!nodeShown(i)) continue;
    const far = Math.hypot(view.x(x) - at.x, view.y(y) - at.y) - Math.max(r * view.scale, 5);
    if (far < slack && far < best) [best, node] = [far, i];
  }
  const touching = best;
  if (node >= 0 && touching <= 0) return [node, -1];
  best = slack + 2;
  for (const fact of drawnEdges) {
    if (!edgeDrawn(fact)) continue;
    const [a, b] = [spots.get(FACTS[fact][0]), spots.get(FACTS[fact][2])];
    if (!a || !b) continue;
    const far = distance(at, view.x(a.x), view.y(a.y), view.x(b.x), view.y(b.y));
    if (far < best) [best, edge] = [far, fact];
  }
  if (best <= 1.5) return [-1, edge]; // on the very line, even where a name lies over it
  if (node >= 0) return [node, -1];
  const inside = (/** @type {number[]} */ box) => at.x > box[0] && at.x < box[2] && at.y > box[1] && at.y < box[3];
  const name = shownLabels.find(({ i, box }) => inside(box) && (!spotlight || spotlight.nodes.has(i)));
  return name ? [name.i, -1] : [-1, edge];
}

/** From a point to a line. @param {{x: number, y: number}} p @param {number} ax @param {number} ay @param {number} bx @param {number} by */
function distance(p, ax, ay, bx, by) {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const part = length ? Math.max(0, Math.min(1, ((p.x - ax) * (bx - ax) + (p.y - ay) * (by - ay)) / length)) : 0;
  return Math.hypot(p.x - ax - part * (bx - ax), p.y - ay - part * (by - ay));
}

/** @param {{x: number, y: number}} at */
function clicked(at) {
  const [node, edge] = under(at, matchMedia('(pointer: coarse)').matches ? 12 : 5);
  if (node >= 0) go({ node });
  else if (edge >= 0) go({ edge });
  else go({});
}

let asked = false;
/** @param {MouseEvent} event */
function moved(event) {
  if (asked || event.buttons) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    const frame = stage.getBoundingClientRect();
    hover(...under({ x: event.clientX - frame.left, y: event.clientY - frame.top }));
  });
}

/** @param {number} node @param {number} edge */
function hover(node, edge) {
  if (node === hoverNode && edge === hoverEdge) return;
  [hoverNode, hoverEdge] = [node, edge];
  stage.classList.toggle('pointing', node >= 0 || edge >= 0);
  paint();
}

/** @param {KeyboardEvent} event */
function steer(event) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const { x, y } = network.getViewPosition();
  const scale = network.getScale();
  if (step) moveTo(x + (step[0] * 90) / scale, y + (step[1] * 90) / scale, scale);
  else if (event.key === '+' || event.key === '=') moveTo(x, y, scale * 1.3);
  else if (event.key === '-') moveTo(x, y, scale / 1.3);
  else if (event.key === '0') whole();
  else return;
  event.preventDefault();
}

// --- spotlight ----------------------------------------------------------------------------------------

/** The neighbourhood of a node: its shown relations; for an agent in a round, the round's company as well. @param {number} i */
function spotlightOn(i) {
  const [nodes, edges] = [new Set([i]), new Set()];
  for (const fact of AT[i]) {
    if (!edgeDrawn(fact)) continue;
    const other = otherEnd(fact, i);
    nodes.add(other);
    edges.add(fact);
    if (!isRound(other) || roundOf(other).company === i) continue;
    for (const further of AT[other]) {
      if (predicateOf(further) !== 'raisedBy' || !edgeDrawn(further)) continue;
      nodes.add(FACTS[further][2]);
      edges.add(further);
    }
  }
  spotlight = { nodes, edges, main: new Set([i]) };
}

/** @param {number[]} facts @param {number[]} [main] */
function spotlightOnEdges(facts, main = []) {
  spotlight = { nodes: new Set(facts.flatMap((fact) => [FACTS[fact][0], FACTS[fact][2]])), edges: new Set(facts), main: new Set(main) };
}

/** @param {string} name */
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Draw names and spotlight. Called by vis after each of its frames, and by itself when only the spotlight changes. */
function paint() {
  const view = toScreen();
  const { width, height } = view;
  const ratio = window.devicePixelRatio || 1;
  if (overlay.width !== Math.round(width * ratio) || overlay.height !== Math.round(height * ratio)) {
    overlay.width = Math.round(width * ratio);
    overlay.height = Math.round(height * ratio);
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  draw(pen, view, ink('--ink'), ink('--paper'));
  document.documentElement.dataset.labels = String(shownLabels.length);
  if (!painted++) opened();
}

/** @param {CanvasRenderingContext2D} ctx @param {ReturnType<typeof toScreen>} view @param {string} text @param {string} paper */
function draw(ctx, view, text, paper) {
  /** @type {{i: number, x: number, y: number, r: number}[]} */
  const onScreen = [];
  for (const [i, spot] of spots) {
    const [x, y, r] = [view.x(spot.x), view.y(spot.y), spot.r * view.scale];
    if (x > -r && y > -r && x < view.width + r && y < view.height + r && nodeShown(i)) onScreen.push({ i, x, y, r });
  }
  const first = new Set(spotlight ? spotlight.nodes : []);
  if (hoverNode >= 0) first.add(hoverNode);
  labelsFor(view.width);
  shownLabels = placeLabels(ctx, onScreen, first, view.width, view.height);
  for (const { i, x, y, r } of onScreen) if (r > 4) drawSecondRole(ctx, i, x, y, r, paper);
  if (spotlight) {
    drawLabels(ctx, shownLabels.filter(({ i }) => !first.has(i)), text, paper);
    ctx.globalAlpha = 0.84;
    ctx.fillStyle = paper;
    ctx.fillRect(0, 0, view.width, view.height);
    ctx.globalAlpha = 1;
    for (const fact of spotlight.edges) drawEdge(ctx, view, fact, ink('--accent'));
    for (const { i, x, y, r } of onScreen) {
      if (!spotlight.nodes.has(i)) continue;
      if (spotlight.main.has(i)) ring(ctx, x, y, Math.max(r, 5) + 5);
      drawNode(ctx, i, x, y, Math.max(r, 4));
      drawSecondRole(ctx, i, x, y, Math.max(r, 4), paper);
    }
  }
  if (hoverEdge >= 0 && edgeDrawn(hoverEdge)) drawEdge(ctx, view, hoverEdge, ink('--accent'));
  if (hoverNode >= 0) {
    const spot = onScreen.find(({ i }) => i === hoverNode);
    if (spot) ring(ctx, spot.x, spot.y, Math.max(spot.r, 5) + 4);
  }
  drawLabels(ctx, spotlight ? shownLabels.filter(({ i }) => first.has(i)) : shownLabels, text, paper);
  drawEdgeLabels(ctx, view, text, paper);
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} r */
function ring(ctx, x, y, r) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.lineWidth = 2.5;
  ctx.strokeStyle = ink('--accent');
  ctx.stroke();
}

/** @param {CanvasRenderingContext2D} ctx @param {number} i @param {number} x @param {number} y @param {number} r @param {string} paper */
function drawSecondRole(ctx, i, x, y, r, paper) {
  const sort = secondRole(i);
  if (!sort) return;
  ctx.beginPath();
  ctx.arc(x + r, y - r, Math.max(3, r * 0.38), 0, 2 * Math.PI);
  ctx.fillStyle = GRAPH.sorts[sort][1];
  ctx.fill();
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = paper;
  ctx.stroke();
}

/** @param {number} fact */
const againstArrow = (fact) => predicateOf(fact) === 'investor' || predicateOf(fact) === 'leadInvestor';

/** @param {CanvasRenderingContext2D} ctx @param {ReturnType<typeof toScreen>} view @param {number} fact @param {string} colour */
function drawEdge(ctx, view, fact, colour) {
  const [from, to] = againstArrow(fact) ? [FACTS[fact][2], FACTS[fact][0]] : [FACTS[fact][0], FACTS[fact][2]];
  const [a, b] = [spots.get(from), spots.get(to)];
  if (!a || !b) return;
  const [ax, ay, bx, by] = [view.x(a.x), view.y(a.y), view.x(b.x), view.y(b.y)];
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = predicateOf(fact) === 'leadInvestor' ? 3.5 : 2;
  ctx.setLineDash(statusOf(fact) === 'closed' ? [] : [6, 5]);
  ctx.beginPath();
  ctx.moveTo(ax, ay);
  ctx.lineTo(bx, by);
  ctx.stroke();
  ctx.setLineDash([]);
  if (predicateOf(fact) === 'partnerOf' || predicateOf(fact) === 'competitorOf') return;
  const [turn, back] = [Math.atan2(by - ay, bx - ax), b.r * view.scale + 2];
  const [x, y] = [bx - back * Math.cos(turn), by - back * Math.sin(turn)];
  ctx.beginPath();
  ctx.moveTo(x, y);
  for (const side of [0.42, -0.42]) ctx.lineTo(x - 10 * Math.cos(turn + side), y - 10 * Math.sin(turn + side));
  ctx.fill();
}

/** What the lit relations say, at their middle; none when there are too many to read. @param {CanvasRenderingContext2D} ctx
 * @param {ReturnType<typeof toScreen>} view @param {string} text @param {string} paper */
function drawEdgeLabels(ctx, view, text, paper) {
  const facts = [...new Set([...(spotlight && spotlight.edges.size <= 12 ? spotlight.edges : []), ...(hoverEdge >= 0 ? [hoverEdge] : [])])];
  const taken = new Taken();
  shownLabels.forEach(({ box }) => taken.add(box));
  ctx.font = `12px ${FONT}`;
  for (const fact of facts) {
    const [a, b] = [spots.get(FACTS[fact][0]), spots.get(FACTS[fact][2])];
    if (!a || !b || !edgeDrawn(fact)) continue;
    const [x, y] = [(view.x(a.x) + view.x(b.x)) / 2, (view.y(a.y) + view.y(b.y)) / 2];
    const words = relationWords(fact);
    const half = ctx.measureText(words).width / 2 + 5;
    const box = [x - half, y - 9, x + half, y + 9];
    if (taken.meets(box) && fact !== hoverEdge) continue;
    taken.add(box);
    ctx.fillStyle = paper;
    ctx.fillRect(box[0], box[1], 2 * half, 18);
    ctx.fillStyle = text;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(words, x, y);
  }
}

/** Short words for a relation as its arrow reads. @param {number} fact */
function relationWords(fact) {
  const name = predicateOf(fact);
  const words = name === 'leadInvestor' ? t('led') : name === 'investor' ? t('joined') : term(name);
  return statusOf(fact) === 'closed' ? words : `${words} (${term(statusCode(statusOf(fact)))})`;
}

// --- more of a large graph ------------------------------------------------------------------------------

/** Bring a node into the picture, beside a neighbour that is in it. @param {number} i @param {number} beside */
function bring(i, beside) {
  if (spots.has(i)) return;
  const near = beside >= 0 ? beside : AT[i].map((fact) => otherEnd(fact, i)).find((other) => spots.has(other)) ?? -1;
  const middle = spots.get(near) || network.getViewPosition();
  const order = spots.size - opened.count;
  const [far, turn] = [100 + 12 * Math.sqrt(order % 60), order * 2.399963];
  const [shape, colour] = GRAPH.sorts[sortOf(i)];
  const spot = { x: Math.round(middle.x + far * Math.cos(turn)), y: Math.round(middle.y + far * Math.sin(turn)), r: Math.round(9 + Math.min(14, 2 * Math.sqrt(AT[i].length))) };
  spots.set(i, spot);
  nodeSet.add({ id: i, shape, color: colour, size: spot.r, x: spot.x, y: spot.y });
  for (const fact of AT[i]) {
    if (drawnEdges.has(fact) || !spots.has(otherEnd(fact, i))) continue;
    drawnEdges.add(fact);
    edgeSet.add({ id: fact, from: FACTS[fact][0], to: FACTS[fact][2], hidden: true, ...edgeLook(fact) });
    hiddenEdges.add(fact);
  }
}

/** The same look that edges of the first picture have. @param {number} fact */
function edgeLook(fact) {
  const name = predicateOf(fact);
  /** @type {Record<string, any>} */
  const look = statusOf(fact) === 'closed' ? {} : { dashes: [6, 5] };
  if (name === 'leadInvestor') Object.assign(look, { width: 3, color: { color: GRAPH.sorts.round[1] } });
  if (againstArrow(fact)) look.arrows = { to: { enabled: false }, from: { enabled: true, scaleFactor: 0.45 } };
  if (name === 'partnerOf' || name === 'competitorOf') look.arrows = '';
  return look;
}

/** Bring a node and up to `most` of its neighbours into the picture. @param {number} i @param {number} [most] */
function bringNeighbours(i, most = 40) {
  bring(i, -1);
  const others = [...new Set(AT[i].map((fact) => otherEnd(fact, i)))].filter((other) => !spots.has(other));
  others.sort((a, b) => AT[b].length - AT[a].length || a - b);
  for (const other of others.slice(0, most)) bring(other, i);
  applyFilters();
}
