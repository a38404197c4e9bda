/** Find a thing by any of its names: accents, case and word order do not matter. */

const field = /** @type {HTMLInputElement} */ (document.getElementById('search'));
const foundList = /** @type {HTMLElement} */ (document.getElementById('found'));
/** All names of each thing, folded. @type {string[] | undefined} */
let names;
/** @type {number[]} */
let found = [];
let marked = 0;

/** The things that fit the words best. @param {string} query @param {number} [most] @returns {number[]} */
function find(query, most = 12) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  names ??= NODES.map((row, i) => fold([fullLabel(i), row[3], ...(row[4] || []).filter((/** @type {string} */ _, /** @type {number} */ k) => k % 2 === 0)].join('\n')));
  /** @type {[number, number][]} */
  const scored = [];
  const whole = words.join(' ');
  for (let i = 0; i < COUNT; i++) {
    const name = names[i];
    if (!words.every((word) => name.includes(word))) continue;
    const starts = name.startsWith(whole) || name.includes('\n' + whole);
    const exact = starts && (name === whole || `\n${name}\n`.includes(`\n${whole}\n`));
    const atWords = words.every((word) => name.startsWith(word) || name.includes(' ' + word) || name.includes('\n' + word));
    scored.push([(exact ? 4000 : 0) + (starts ? 2000 : 0) + (atWords ? 1000 : 0) + Math.min(AT[i].length, 900), i]);
  }
  return scored.sort((a, b) => b[0] - a[0] || a[1] - b[1]).slice(0, most).map(([, i]) => i);
}

function showFound() {
  found = find(field.value);
  marked = 0;
  const options = found.map((i, k) => h('li', { id: `found-${k}`, role: 'option', 'aria-selected': k === marked, onmousedown: (/** @type {Event} */ event) => {
    event.preventDefault();
    take(i);
  } }, glyph(sortOf(i)), h('span', { class: 'name' }, fullLabel(i)), h('span', { class: 'count' }, t(`sort1.${sortOf(i)}`))));
  const none = field.value.trim() && !found.length;
  foundList.replaceChildren(...options, ...(none ? [h('li', { class: 'none', role: 'option', 'aria-disabled': 'true', 'aria-selected': false }, t('no.match', { words: field.value.trim() }))] : []));
  const open = options.length > 0 || Boolean(none);
  foundList.hidden = !open;
  field.setAttribute('aria-expanded', String(open));
  if (options.length) field.setAttribute('aria-activedescendant', `found-${marked}`);
  else field.removeAttribute('aria-activedescendant');
  if (none) announce(t('no.match', { words: field.value.trim() }));
}

function closeFound() {
  foundList.hidden = true;
  field.setAttribute('aria-expanded', 'false');
  field.removeAttribute('aria-activedescendant');
}

/** @param {number} i */
function take(i) {
  closeFound();
  field.value = labelOf(i);
  go({ node: i, centre: true });
}

/** @param {KeyboardEvent} event */
function searchKey(event) {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (!found.length) return;
    marked = (marked + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length;
    [...foundList.children].forEach((option, k) => option.setAttribute('aria-selected', String(k === marked)));
    foundList.children[marked].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', `found-${marked}`);
    event.preventDefault();
  } else if (event.key === 'Enter') {
    if (foundList.hidden) showFound();
    if (found.length) take(found[marked]);
  } else if (event.key === 'Escape') {
    if (foundList.hidden) field.value = '';
    closeFound();
    event.stopPropagation();
  }
}

function openSearch() {
  field.addEventListener('input', showFound);
  field.addEventListener('keydown', searchKey);
  field.addEventListener('blur', closeFound);
  field.addEventListener('focus', () => field.select());
}
