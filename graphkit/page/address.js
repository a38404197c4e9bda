/** What is shown, in the address: so that a view can be sent, kept, and gone back to. */

let reading = false;

function rememberAddress() {
  if (reading) return;
  const parts = new URLSearchParams();
  if (chosen.node >= 0) parts.set('n', NODES[chosen.node][0]);
  if (chosen.edge >= 0) parts.set('e', factKey(chosen.edge));
  if (chosen.co >= 0) parts.set('with', NODES[chosen.co][0]);
  const ends = chosen.path;
  if (ends) parts.set('path', ends.map((/** @type {number} */ i) => encodeURIComponent(NODES[i][0])).join('~'));
  if (chosen.since) parts.set('since', chosen.since);
  if (chosen.view !== 'graph') parts.set('view', chosen.view);
  if (chosen.view === 'rounds' && chosen.company >= 0) parts.set('company', NODES[chosen.company][0]);
  if (off.until) parts.set('until', off.until);
  if (!off.undated) parts.set('undated', 'no');
  if (off.sorts.size || off.predicates.size) parts.set('off', [...off.sorts, ...off.predicates].sort().join(','));
  if (language !== 'en') parts.set('lang', language);
  const hash = parts.toString().replace(/%2F/g, '/');
  if (hash !== location.hash.slice(1)) history.pushState(null, '', hash ? `#${hash}` : location.pathname + location.search);
}

/** Show what the address says; what it does not know it leaves alone. */
function readAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const node = (/** @type {string | null} */ id) => (id === null ? -1 : BY_ID.get(id) ?? -1);
  const safely = (/** @type {string} */ text) => { try { return decodeURIComponent(text); } catch { return ''; } };
  reading = true;
  const wished = parts.get('lang');
  if (wished && LANGUAGES.includes(wished) && wished !== language) setLanguage(wished);
  const hidden = new Set((parts.get('off') || '').split(','));
  off.sorts = new Set(SORTS.filter((sort) => hidden.has(sort)));
  off.predicates = new Set(PREDICATES.filter((name) => hidden.has(name)));
  off.until = /^\d{4}-\d\d$/.test(parts.get('until') || '') ? parts.get('until') || '' : '';
  off.undated = parts.get('undated') !== 'no';
  const ends = (parts.get('path') || '').split('~').map((id) => node(safely(id)));
  const since = parts.get('since') || '';
  const view = parts.get('view') || 'graph';
  const to = {
    node: node(parts.get('n')), edge: parts.get('e') ? factByKey(parts.get('e') || '') : -1, co: node(parts.get('with')),
    path: ends.length === 2 && ends[0] >= 0 && ends[1] >= 0 ? ends : undefined, since: /^\d{4}(-\d\d){0,2}$/.test(since) ? since : '', centre: true,
  };
  if (off.sorts.size || off.predicates.size || off.until || !off.undated || hiddenNodes.size) applyFilters();
  go({ view: VIEWS.includes(view) ? view : 'graph', company: node(parts.get('company')) });
  go(to);
  buildLegend();
  reading = false;
}
