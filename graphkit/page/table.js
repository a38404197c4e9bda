/** The view "table": every relation that the filters show, as rows to read, sort and print. */

const COLUMNS = ['subject', 'relation', 'object', 'date', 'status', 'articles'];
const ROWS = 400;
let sortBy = 'date';
let downward = true;
let rowsShown = ROWS;

/** What stands in a column, as text to show and sort. @param {number} fact @param {string} column */
function cellText(fact, column) {
  const [s, , o] = FACTS[fact];
  const [from, to] = againstArrow(fact) ? [o, s] : [s, o];
  if (column === 'subject') return fullLabel(from);
  if (column === 'relation') return relationName(predicateOf(fact));
  if (column === 'object') return fullLabel(to);
  if (column === 'date') return dateOf(fact);
  if (column === 'status') return term(statusCode(statusOf(fact)));
  return String(new Set(claimsOf(fact).map(([quote]) => quoteOf(quote).source[0])).size);
}

/** The relations of the table, in its order. */
function tableFacts() {
  const facts = EDGES.filter(edgeShown);
  const numeric = sortBy === 'articles';
  const keys = new Map(facts.map((fact) => [fact, cellText(fact, sortBy)]));
  const collator = new Intl.Collator(LOCALES[/** @type {'en'} */ (language)], { numeric: true });
  facts.sort((a, b) => {
    const [x, y] = [keys.get(a) || '', keys.get(b) || ''];
    if (!x !== !y) return x ? -1 : 1; // what has no date stands last either way
    return (downward ? -1 : 1) * (numeric ? Number(x) - Number(y) : sortBy === 'date' ? (x < y ? -1 : x > y ? 1 : 0) : collator.compare(x, y)) || a - b;
  });
  return facts;
}

function tableSheet() {
  const facts = tableFacts();
  const head = h('tr', {}, ...COLUMNS.map((column) => h('th', { scope: 'col', 'aria-sort': column === sortBy ? (downward ? 'descending' : 'ascending') : 'none' }, h('button', { type: 'button', 'data-sort': column, onclick: () => {
    downward = column === sortBy ? !downward : column === 'articles';
    sortBy = column;
    refreshSheet();
    /** @type {HTMLElement | null} */ (sheet.querySelector(`[data-sort="${column}"]`))?.focus();
  } }, t(`column.${column}`), h('span', { 'aria-hidden': 'true' }, column === sortBy ? (downward ? ' ↓' : ' ↑') : '')))));
  const more = facts.length - rowsShown;
  return [
    h('div', { class: 'sheet-head' }, h('h2', {}, t('n.relations', { n: facts.length })), h('p', { class: 'muted' }, t('table.lead'))),
    h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('view.table') }, h('table', { class: 'relations' }, h('caption', { class: 'unseen' }, t('table.lead')), h('thead', {}, head),
      h('tbody', {}, ...facts.slice(0, rowsShown).map(tableRow)))),
    more > 0 ? h('button', { type: 'button', class: 'quiet wide', onclick: () => { rowsShown += 2000; refreshSheet(); } }, t('more', { n: more })) : '',
  ];
}

/** @param {number} fact */
function tableRow(fact) {
  const [s, , o] = FACTS[fact];
  const [from, to] = againstArrow(fact) ? [o, s] : [s, o];
  return h('tr', { 'data-edge': fact, class: statusOf(fact) === 'closed' ? '' : 'open' },
    h('td', {}, h('span', { class: 'thing' }, glyph(sortOf(from)), nodeLink(from))), h('td', {}, h('button', { type: 'button', class: 'link', onclick: () => go({ edge: fact }) }, cellText(fact, 'relation'))),
    h('td', {}, h('span', { class: 'thing' }, glyph(sortOf(to)), nodeLink(to))), h('td', {}, dateOf(fact) ? day(dateOf(fact)) : '–'), h('td', {}, statusOf(fact) === 'closed' && !isRound(s) ? '–' : cellText(fact, 'status')), h('td', { class: 'number' }, cellText(fact, 'articles')));
}
