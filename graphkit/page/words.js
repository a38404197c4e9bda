/** The page's own words, and numbers, money and dates as each language writes them. */

const LANGUAGES = ['en', 'fr', 'zh'];
const LOCALES = { en: 'en-GB', fr: 'fr-FR', zh: 'zh-Hans-CN' };
/** @type {Record<string, string[]>} */
const WORDS = block('words');
let language = 'en';

/** The content of one of the page's data blocks. @param {string} id @returns {any} */
function block(id) {
  return JSON.parse(/** @type {HTMLElement} */ (document.getElementById(id)).textContent || 'null');
}

/** The words for a key in the reader's language; "one|many" is chosen by `values.n`.
 * @param {string} key @param {Record<string, string | number>} [values] */
function t(key, values = {}) {
  let text = (WORDS[key] || [])[LANGUAGES.indexOf(language)] || key;
  if (text.includes('|')) text = text.split('|')[values.n === 1 || (language === 'fr' && values.n === 0) ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === 'number' ? number(+values[name]) : String(values[name] ?? '')));
}

/** @param {number} value */
function number(value) {
  return value.toLocaleString(LOCALES[/** @type {'en'} */ (language)], { maximumFractionDigits: 2 });
}

/** @type {Record<string, string>} */
const SYMBOLS = { EUR: '€', USD: '$', GBP: '£', CNY: 'CN¥', JPY: 'JP¥', KRW: '₩', INR: '₹', HKD: 'HK$', CAD: 'CA$', AUD: 'A$', SGD: 'S$' };

/** Money, short: €600m, 600 M€, 6亿欧元. @param {string} digits @param {string} currency */
function money(digits, currency) {
  const value = Number(digits);
  const step = (/** @type {[number, string][]} */ units) => units.find(([size]) => value >= size) || [1, ''];
  if (language === 'zh') {
    const [size, unit] = step([[1e8, '亿'], [1e4, '万']]);
    return number(value / size) + unit + currencyName(currency);
  }
  if (language === 'fr') {
    const [size, unit] = step([[1e9, 'Md'], [1e6, 'M'], [1e3, 'k']]);
    return `${number(value / size)}\u00a0${unit}${SYMBOLS[currency] || '\u00a0' + currency}`;
  }
  const [size, unit] = step([[1e9, 'bn'], [1e6, 'm'], [1e3, 'k']]);
  return (SYMBOLS[currency] || currency + '\u00a0') + number(value / size) + unit;
}

/** @param {string} code */
function currencyName(code) {
  try {
    return new Intl.DisplayNames([LOCALES.zh], { type: 'currency' }).of(code) || code;
  } catch {
    return code;
  }
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const DATES = new Map();

/** A date as precise as it is known: "2024", "Jun 2024", "11 Jun 2024". @param {string} iso */
function day(iso) {
  const [year, month, date] = iso.split('-').map(Number);
  if (!year) return iso;
  const precision = date ? 'day' : month ? 'month' : 'year';
  const key = language + precision;
  let format = DATES.get(key);
  if (!format) {
    /** @type {Intl.DateTimeFormatOptions} */
    const options = { year: 'numeric', timeZone: 'UTC' };
    if (precision !== 'year') options.month = language === 'zh' ? 'long' : 'short';
    if (precision === 'day') options.day = 'numeric';
    DATES.set(key, (format = new Intl.DateTimeFormat(LOCALES[/** @type {'en'} */ (language)], options)));
  }
  return format.format(Date.UTC(year, (month || 1) - 1, date || 1));
}

/** Lower case, without accents, for search. @param {string} text */
function fold(text) {
  return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
}
