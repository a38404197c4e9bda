/** Puts the page together: what is chosen, and what happens then. */

const VIEWS = ['graph', 'rounds', 'table'];
/** What is chosen; -1 and '' for nothing. @type {{node: number, edge: number, co: number, path: number[] | null, since: string, view: string, company: number}} */
const chosen = { node: -1, edge: -1, co: -1, path: null, since: '', view: 'graph', company: -1 };
/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Go somewhere: to a view (what is chosen stays), or to a thing, a relation, a question; to nothing with {}.
 * @param {{node?: number, edge?: number, co?: number, path?: number[], since?: string, view?: string, company?: number, centre?: boolean}} to */
function go(to) {
  if (to.view) {
    chosen.view = to.view;
    if (to.company !== undefined) chosen.company = to.company;
    showView();
    rememberAddress();
    return;
  }
  Object.assign(chosen, { node: to.node ?? -1, edge: to.edge ?? -1, co: to.co ?? -1, path: to.path ?? null, since: to.since ?? '' });
  for (const i of [chosen.node, chosen.co, ...(chosen.path || []), ...(chosen.edge >= 0 ? [FACTS[chosen.edge][0], FACTS[chosen.edge][2]] : [])]) if (i >= 0 && !spots.has(i)) bringNeighbours(i, 24);
  if (chosen.path) for (const fact of pathBetween(chosen.path[0], chosen.path[1]) || []) for (const i of [FACTS[fact][0], FACTS[fact][2]]) if (!spots.has(i)) bringNeighbours(i, 0);
  refocus();
  showPanel();
  if (to.centre && chosen.node >= 0) centre(chosen.node);
  rememberAddress();
}

/** Turn the spotlight to what is chosen. */
function refocus() {
  if (chosen.node >= 0) spotlightOn(chosen.node);
  else if (chosen.edge >= 0) spotlightOnEdges([chosen.edge]);
  else if (chosen.path) spotlightOnEdges(pathBetween(chosen.path[0], chosen.path[1]) || [], chosen.path);
  else if (chosen.co >= 0) {
    spotlightOnEdges(investorRounds(chosen.co).flatMap((round) => AT[round].filter((fact) => againstArrow(fact) && edgeDrawn(fact))), [chosen.co]);
  } else spotlight = null;
  paint();
}

function showPanel() {
  const content = chosen.node >= 0 ? nodePanel(chosen.node) : chosen.edge >= 0 ? edgePanel(chosen.edge) : chosen.path ? pathPanel(chosen.path[0], chosen.path[1]) : chosen.co >= 0 ? coPanel(chosen.co) : chosen.since ? newSince.panel(chosen.since) : overviewPanel();
  panel.replaceChildren(...content.flat().filter((child) => child !== ''));
  panel.scrollTop = 0;
  panel.classList.toggle('chosen', chosen.node >= 0 || chosen.edge >= 0);
  const title = panel.querySelector('h2');
  if (chosen.node >= 0) announce(`${fullLabel(chosen.node)}, ${t('n.relations', { n: AT[chosen.node].length })}`);
  else if (title) announce(title.textContent || '');
}

function showView() {
  const graph = chosen.view === 'graph';
  at('stage').hidden = !graph;
  sheet.hidden = graph;
  document.querySelectorAll('#views button').forEach((button) => button.setAttribute('aria-pressed', String(button.getAttribute('data-view') === chosen.view)));
  refreshSheet();
  if (graph) network.redraw();
}

function refreshSheet() {
  if (chosen.view === 'graph') return;
  sheet.replaceChildren(...(chosen.view === 'table' ? tableSheet() : roundsSheet()).filter((child) => child !== ''));
}

/** @param {string} code */
function setLanguage(code) {
  language = code;
  labels = [];
  names = undefined;
  document.documentElement.lang = code === 'zh' ? 'zh-Hans' : code;
  /** @type {HTMLSelectElement} */ (at('language')).value = code;
  document.title = t('title');
  document.querySelectorAll('[data-t]').forEach((element) => (element.textContent = t(element.getAttribute('data-t') || '')));
  const say = (/** @type {string} */ id, /** @type {string} */ key) => { at(id).setAttribute('aria-label', t(key)); at(id).title = t(key); };
  say('language', 'language');
  say('search', 'search.label');
  field.placeholder = t('search');
  foundList.setAttribute('aria-label', t('search.label'));
  for (const id of ['closer', 'farther', 'whole', 'png', 'csv']) say(id, id);
  at('views').setAttribute('aria-label', t('views'));
  at('filters').setAttribute('aria-label', t('filters'));
  panel.setAttribute('aria-label', t('details'));
  stage.setAttribute('aria-label', t('canvas', { things: t('n.things', { n: COUNT }), relations: t('n.relations', { n: EDGES.length }) }));
  nameTheme();
}

function nameTheme() {
  const dark = isDark();
  at('theme').textContent = dark ? '☀' : '☾';
  at('theme').setAttribute('aria-label', t(dark ? 'light' : 'dark'));
  at('theme').title = t(dark ? 'light' : 'dark');
}

const isDark = () => document.documentElement.dataset.theme === 'dark' || (document.documentElement.dataset.theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);

function refreshAll() {
  buildLegend();
  tellCounts();
  showPanel();
  refreshSheet();
  paint();
}

/** Called once, when the first picture stands. */
function opened() {
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
  setTimeout(() => {
    buildLegend();
    showPanel();
    if (location.hash.length > 1) readAddress();
    document.documentElement.dataset.complete = 'true';
  });
}
opened.count = 0;

function start() {
  const wished = (new URLSearchParams(location.hash.slice(1)).get('lang') || navigator.language || 'en').slice(0, 2);
  openPicture();
  opened.count = spots.size;
  setLanguage(LANGUAGES.includes(wished) ? wished : 'en');
  tellCounts();
  openSearch();
  at('views').addEventListener('click', (event) => {
    const view = /** @type {HTMLElement} */ (event.target).getAttribute('data-view');
    if (view) go({ view, company: chosen.company });
  });
  at('language').addEventListener('change', (event) => {
    setLanguage(/** @type {HTMLSelectElement} */ (event.target).value);
    refreshAll();
    rememberAddress();
  });
  at('theme').addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    nameTheme();
    paint();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { nameTheme(); paint(); });
  at('png').addEventListener('click', pictureAsPng);
  at('csv').addEventListener('click', relationsAsCsv);
  at('whole').addEventListener('click', () => whole());
  for (const [id, factor] of /** @type {[string, number][]} */ ([['closer', 1.35], ['farther', 1 / 1.35]])) {
    at(id).addEventListener('click', () => { const { x, y } = network.getViewPosition(); moveTo(x, y, network.getScale() * factor); });
  }
  document.addEventListener('keydown', (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(/** @type {HTMLElement} */ (event.target).tagName) && /** @type {HTMLInputElement} */ (event.target).type !== 'checkbox';
    if (event.key === 'Escape') go({});
    else if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      field.focus();
    }
  });
  window.addEventListener('popstate', readAddress);
  if (matchMedia('(max-width: 760px)').matches) /** @type {HTMLDetailsElement} */ (document.querySelector('#filters details')).open = false;
  /** @type {any} */ (globalThis).graphkit = {
    network, select: (/** @type {string} */ id) => go({ node: BY_ID.get(id) ?? -1, centre: true }), labels: () => shownLabels, spots,
    /** Where the middle of a relation stands on the screen. @param {number} fact */
    middle: (/** @type {number} */ fact) => { const view = toScreen(); const [a, b] = [spots.get(FACTS[fact][0]), spots.get(FACTS[fact][2])]; return a && b ? [view.x((a.x + b.x) / 2), view.y((a.y + b.y) / 2)] : null; },
    edges: () => EDGES.filter(edgeDrawn), facts: FACTS, nodes: NODES, go,
    screen: (/** @type {string} */ id) => { const view = toScreen(); const spot = spots.get(BY_ID.get(id) ?? -1); return spot ? [view.x(spot.x), view.y(spot.y)] : null; },
  };
}

start();
