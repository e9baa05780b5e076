// The page: what is asked stands in the address, so that back, forward and links work.

import * as api from './api.js';
import {follow} from './live.js';
import {showImage, showPicture} from './selection.js';
import {arrowKeys, element, tile} from './tiles.js';

const COUNT = 48;
const CHIPS = 14;
const at = id => document.getElementById(id);
const pictures = new Map();
let status = null;
let view = parse();
let asking = new AbortController();

// The view and its address.

function parse() {
  const query = new URLSearchParams(location.search);
  const filters = {};
  for (const [name, value] of query) {
    if (name.startsWith('attr.')) filters[name.slice(5)] = value;
  }
  for (const by of ['text', 'like', 'duplicates', 'picture']) {
    if (query.has(by)) return {by, value: query.get(by), filters};
  }
  return {by: 'newest', value: '', filters: {}};
}

function hrefOf({by, value, filters = {}}) {
  const query = new URLSearchParams();
  if (by !== 'newest') query.set(by, value);
  for (const [name, text] of Object.entries(filters)) query.set(`attr.${name}`, text);
  return query.size === 0 ? '/' : `/?${query}`;
}

function go(href) {
  if (href !== location.pathname + location.search) history.pushState(null, '', href);
  view = parse();
  show();
}

// Asking.

function ask(signal) {
  switch (view.by) {
    case 'text': return api.byWords(view.value, COUNT, view.filters, signal);
    case 'like': return api.byImage(view.value, COUNT, view.filters, signal);
    case 'duplicates': return api.duplicates(view.value, COUNT, signal);
    case 'picture': return byPicture(signal);
    default: return api.newest(COUNT, signal);
  }
}

function byPicture(signal) {
  const file = pictures.get(view.value);
  if (!file) throw new Error('The picture of this search is gone: please choose it again.');
  return api.byPicture(file, COUNT, view.filters, signal);
}

async function show() {
  asking.abort();
  asking = new AbortController();
  const {signal} = asking;
  const shown = view;
  document.body.dataset.by = view.by;
  at('text').value = view.by === 'text' ? view.value : '';
  at('results').setAttribute('aria-busy', 'true');
  say('');
  try {
    const [found] = await Promise.all([ask(signal), select(signal)]);
    if (signal.aborted) return;
    results(found, shown);
    refresh();
  } catch (error) {
    if (signal.aborted || error.name === 'AbortError') return;
    say(error.message);
    if (shown.by !== 'picture') at('selection').hidden = true;
    results({images: []}, shown, true);
  } finally {
    if (!signal.aborted) at('results').removeAttribute('aria-busy');
  }
}

async function select(signal) {
  const panel = at('selection');
  if (view.by === 'like' || view.by === 'duplicates') {
    const image = await api.image(view.value, signal);
    const seen = (status || await refresh()).seen;
    showImage(panel, image, seen, hrefOf, view.by === 'duplicates', signal).catch(() => {});
  } else if (view.by === 'picture' && pictures.has(view.value)) {
    showPicture(panel, pictures.get(view.value));
  } else {
    panel.hidden = true;
  }
}

// Showing.

const HEADINGS = {
  newest: 'Newest',
  text: 'By your words',
  like: 'Similar pictures',
  duplicates: 'Near duplicates',
  picture: 'Similar to your picture',
};

const NOTHING = {
  newest: 'There are no pictures yet. As soon as the first ones come in, they appear here.',
  text: 'Nothing was found. Try other words, or fewer filters.',
  like: 'Nothing else is like it, with these filters.',
  duplicates: 'It has no near duplicates: nothing else is almost the same.',
  picture: 'Nothing was found. Try another picture, or fewer filters.',
};

function results(found, shown, failed = false) {
  const {images} = found;
  const keep = shown.by === 'text' || shown.by === 'like' || shown.by === 'picture';
  at('heading').textContent = HEADINGS[shown.by];
  at('summary').textContent = failed || images.length === 0 ? ''
    : found.millis === undefined ? 'Choose one to see what is like it.'
    : `${images.length} in ${found.millis < 10 ? found.millis.toFixed(1) : Math.round(found.millis)} ms`;
  at('tiles').replaceChildren(...images.map(image =>
    tile(image, hrefOf({by: 'like', value: image.id, filters: shown.filters}))));
  at('empty').replaceChildren(failed
    ? element('a', {href: '/', 'data-go': true}, 'Go on with the newest pictures')
    : NOTHING[shown.by]);
  at('empty').hidden = images.length > 0 || (failed && shown.by === 'newest');
  chips(keep ? images : [], shown);
}

/** Attributes of the results; those that all of them share, or each alone has, tell nothing. */
function chips(images, shown) {
  const counts = new Map();
  const pair = (name, value) => JSON.stringify([name, value]);
  for (const image of images) {
    for (const [name, value] of Object.entries(image.attributes)) {
      const key = pair(name, value);
      counts.set(key, (counts.get(key) || 0) + 1);
    }
  }
  const active = new Set(Object.entries(shown.filters).map(([name, value]) => pair(name, value)));
  const telling = [...counts].filter(([key, count]) =>
    !active.has(key) && count > 1 && count < images.length && key.length < 80);
  telling.sort((a, b) => b[1] - a[1]);
  const keys = [...active, ...telling.slice(0, CHIPS).map(([key]) => key)];
  at('chips').hidden = keys.length === 0;
  at('chips').replaceChildren(...keys.map(key => {
    const [name, value] = JSON.parse(key);
    const pressed = active.has(key);
    const filters = {...shown.filters, [name]: value};
    if (pressed) delete filters[name];
    const chip = element('button', {type: 'button', class: 'chip', 'aria-pressed': String(pressed)},
      element('span', {class: 'soft'}, name), ` ${value}`);
    chip.addEventListener('click', () => go(hrefOf({...shown, filters})));
    return chip;
  }));
}

function say(sentence) {
  at('message').textContent = sentence;
  at('message').hidden = !sentence;
}

// Numbers.

const number = value => value.toLocaleString();
const millis = (value, count) => count === 0 ? '–' : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

function counts(images, lag) {
  at('count').textContent = number(images);
  at('lag').textContent = number(lag);
}

async function refresh() {
  status = await api.status();
  counts(status.index.images, status.index.lag);
  at('p50').textContent = millis(status.queries.p50Millis, status.queries.count);
  at('p99').textContent = millis(status.queries.p99Millis, status.queries.count);
  at('words').hidden = !status.words.available;
  at('drop').hidden = !status.pictures.available;
  const notes = [status.words, status.pictures].filter(way => !way.available).map(way => way.reason);
  at('words-note').textContent = notes.join(' ');
  at('words-note').hidden = notes.length === 0;
  return status;
}

// What people do.

function searchWith(file) {
  if (!file) return;
  if (file.type && !file.type.startsWith('image/')) {
    say(`${file.name || 'This'} is no picture.`);
    return;
  }
  const key = String(Date.now());
  pictures.set(key, file);
  if (pictures.size > 16) pictures.delete(pictures.keys().next().value);
  go(hrefOf({by: 'picture', value: key}));
}

function listen() {
  document.addEventListener('click', event => {
    const link = event.target.closest('a[data-go], a[data-home]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(link.getAttribute('href'));
    window.scrollTo({top: 0});
  });
  at('words').addEventListener('submit', event => {
    event.preventDefault();
    const value = at('text').value.trim();
    if (value) go(hrefOf({by: 'text', value, filters: view.by === 'text' ? view.filters : {}}));
  });
  at('file').addEventListener('change', event => {
    searchWith(event.target.files[0]);
    event.target.value = '';
  });
  window.addEventListener('paste', event => searchWith(event.clipboardData.files[0]));
  window.addEventListener('dragover', event => {
    event.preventDefault();
    document.body.classList.add('dragging');
  });
  window.addEventListener('dragleave', event => {
    if (!event.relatedTarget) document.body.classList.remove('dragging');
  });
  window.addEventListener('drop', event => {
    event.preventDefault();
    document.body.classList.remove('dragging');
    searchWith(event.dataTransfer.files[0]);
  });
  window.addEventListener('keydown', event => {
    if (event.key === '/' && event.target.tagName !== 'INPUT' && !at('words').hidden) {
      event.preventDefault();
      at('text').focus();
    }
  });
  window.addEventListener('popstate', () => {
    view = parse();
    show();
  });
  arrowKeys(at('tiles'));
}

/** On the first page the newest pictures are the results, and come in there. */
function onNews(news) {
  counts(news.images, news.lag);
  const tiles = at('tiles');
  const holds = tiles.matches(':hover') || tiles.contains(document.activeElement);
  if (view.by !== 'newest' || news.arrived.length === 0 || holds) return;
  const known = new Set([...tiles.querySelectorAll('a')].map(link => link.title));
  const fresh = news.arrived.filter(image => !known.has(image.id));
  tiles.prepend(...fresh.map(image => tile(image, hrefOf({by: 'like', value: image.id}))));
  while (tiles.children.length > COUNT) tiles.lastElementChild.remove();
  at('empty').hidden = true;
}

listen();
const live = follow(at('strip'), at('pulse'), at('live-note'), hrefOf, onNews);
show();
refresh().catch(error => say(error.message));
api.newest(24).then(found => live.fill(found.images)).catch(() => {});
