/** What is shown: sorts of things, kinds of relations, a span of time. */

const off = { /** @type {Set<string>} */ sorts: new Set(), /** @type {Set<string>} */ predicates: new Set(), until: '', undated: true };
const nodeOn = new Uint8Array(COUNT).fill(1);
const edgeOn = new Uint8Array(FACTS.length).fill(1);
const sortCounts = new Map(SORTS.map((sort) => [sort, 0]));
for (let i = 0; i < COUNT; i++) sortCounts.set(sortOf(i), (sortCounts.get(sortOf(i)) || 0) + 1);
/** @type {Map<string, number>} */
const predicateCounts = new Map();
for (const fact of EDGES) predicateCounts.set(predicateOf(fact), (predicateCounts.get(predicateOf(fact)) || 0) + 1);
/** The months from the first dated relation to the last. @type {string[]} */
let months = [];

/** @param {number} i */
const nodeShown = (i) => nodeOn[i] === 1;
/** Does the relation pass the filters? @param {number} fact */
const edgeShown = (fact) => edgeOn[fact] === 1;
/** Is the relation a line in the picture? Not if another line says it already. @param {number} fact */
const edgeDrawn = (fact) => edgeOn[fact] === 1 && drawnEdges.has(fact) && !covered(fact);

/** @param {number} fact */
function covered(fact) {
  const on = (/** @type {string} */ name) => !off.predicates.has(name);
  const [s, , o] = FACTS[fact];
  if (predicateOf(fact) === 'investor') return on('leadInvestor') && roundOf(s).leads.includes(o);
  if (predicateOf(fact) !== 'investedIn' || off.sorts.has('round') || !on('raisedBy') || !(on('investor') || on('leadInvestor'))) return false;
  return roundsBehind(fact).some((i) => spots.has(i) && nodeShown(i));
}

/** Work out anew what is shown, and tell vis what has changed. */
function applyFilters() {
  const timed = Boolean(off.until);
  const degree = timed ? new Uint32Array(COUNT) : null;
  for (const fact of EDGES) {
    const [s, , o] = FACTS[fact];
    const date = timed ? dateOf(fact) : '';
    const inTime = !timed || (date ? date.slice(0, 7) <= off.until : off.undated);
    edgeOn[fact] = inTime && !off.predicates.has(predicateOf(fact)) && !off.sorts.has(sortOf(s)) && !off.sorts.has(sortOf(o)) ? 1 : 0;
    if (degree && inTime) degree[s] = degree[o] = 1;
  }
  for (let i = 0; i < COUNT; i++) nodeOn[i] = off.sorts.has(sortOf(i)) || (degree && AT[i].length && !degree[i]) ? 0 : 1;
  if (degree) for (const fact of EDGES) if (!nodeOn[FACTS[fact][0]] || !nodeOn[FACTS[fact][2]]) edgeOn[fact] = 0;
  const changed = (/** @type {Iterable<number>} */ all, /** @type {Set<number>} */ hidden, /** @type {(n: number) => boolean} */ shown) => {
    const updates = [];
    for (const id of all) {
      if (shown(id) !== hidden.has(id)) continue;
      if (hidden.has(id)) hidden.delete(id);
      else hidden.add(id);
      updates.push({ id, hidden: hidden.has(id) });
    }
    return updates;
  };
  const nodeUpdates = changed(spots.keys(), hiddenNodes, nodeShown);
  const edgeUpdates = changed(drawnEdges, hiddenEdges, edgeDrawn);
  if (nodeUpdates.length) nodeSet.update(nodeUpdates);
  if (edgeUpdates.length) edgeSet.update(edgeUpdates);
  tellCounts();
  paint();
}

/** What is shown, in numbers: for the reader, and on <html> for whoever tests the page. */
function tellCounts() {
  const root = document.documentElement;
  let [nodes, edges] = [0, 0];
  for (const i of spots.keys()) nodes += nodeOn[i];
  for (const fact of drawnEdges) edges += edgeOn[fact];
  root.dataset.shown = String(nodes);
  root.dataset.shownEdges = String(edges);
  const state = /** @type {HTMLElement} */ (document.getElementById('state'));
  const note = /** @type {HTMLElement} */ (document.getElementById('note'));
  state.textContent = !COUNT ? t('empty') : !nodes ? t('all.hidden') : '';
  state.hidden = !state.textContent;
  note.hidden = spots.size >= COUNT;
  note.textContent = t('note.part', { shown: spots.size, all: COUNT });
}

function buildLegend() {
  const legend = /** @type {HTMLElement} */ (document.getElementById('legend'));
  const row = (/** @type {Set<string>} */ set, /** @type {string} */ name, /** @type {Node | string} */ sign, /** @type {string} */ text, /** @type {number} */ count) =>
    h('label', { class: 'row', 'data-name': name },
      h('input', { type: 'checkbox', ...(set.has(name) ? {} : { checked: '' }), onchange: (/** @type {Event} */ event) => {
        if (/** @type {HTMLInputElement} */ (event.target).checked) set.delete(name);
        else set.add(name);
        filtersChanged();
      } }), sign, h('span', { class: 'name' }, text), h('span', { class: 'count' }, number(count)));
  const sorts = SORTS.filter((sort) => sortCounts.get(sort));
  const predicates = [...predicateCounts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  legend.replaceChildren(
    h('fieldset', { id: 'sorts' }, h('legend', {}, t('things')), ...sorts.map((sort) => row(off.sorts, sort, glyph(sort), t(`sort.${sort}`), sortCounts.get(sort) || 0))),
    h('fieldset', { id: 'relations' }, h('legend', {}, t('relations')), ...predicates.map(([name, count]) => row(off.predicates, name, '', capital(relationName(name)), count))),
    timeControl(),
    h('div', { class: 'key' }, ...['', 'lead', 'dashed', 'dot'].flatMap((kind) => [h('span', { class: kind === 'dot' ? 'dot' : `line ${kind}` }), h('span', {}, t(`key.${kind || 'line'}`))])));
}

/** @param {string} name */
const relationName = (name) => (name === 'leadInvestor' ? t('led') : name === 'investor' ? t('joined') : term(name));
/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function timeControl() {
  if (!months.length) {
    const dates = EDGES.map(dateOf).filter(Boolean).map((date) => (date.length === 4 ? `${date}-01` : date.slice(0, 7))).sort();
    if (!dates.length) return '';
    for (let [year, month] = dates[0].split('-').map(Number); ; month === 12 ? (year++, (month = 1)) : month++) {
      months.push(`${year}-${String(month).padStart(2, '0')}`);
      if (months[months.length - 1] >= dates[dates.length - 1] || months.length > 1200) break;
    }
  }
  const last = months.length - 1;
  const at = off.until ? Math.max(0, months.findIndex((month) => month >= off.until)) : last;
  const undated = EDGES.filter((fact) => !dateOf(fact)).length;
  const output = h('output', { id: 'until-text', for: 'until' }, off.until ? day(off.until) : t('time.all'));
  const slide = (/** @type {Event} */ event) => {
    const value = Number(/** @type {HTMLInputElement} */ (event.target).value);
    off.until = value === last ? '' : months[value];
    output.textContent = off.until ? day(off.until) : t('time.all');
    filtersChanged();
  };
  return h('fieldset', { id: 'time' }, h('legend', {}, t('time')),
    h('div', { class: 'slide' }, h('input', { type: 'range', id: 'until', min: 0, max: last, value: at, 'aria-label': t('time.until'), oninput: slide }), output),
    h('label', { class: 'row' }, h('input', { type: 'checkbox', id: 'undated', ...(off.undated ? { checked: '' } : {}), onchange: (/** @type {Event} */ event) => {
      off.undated = /** @type {HTMLInputElement} */ (event.target).checked;
      filtersChanged();
    } }), h('span', { class: 'name' }, t('time.undated')), h('span', { class: 'count' }, number(undated))));
}

function filtersChanged() {
  applyFilters();
  refocus();
  refreshSheet();
  rememberAddress();
}
