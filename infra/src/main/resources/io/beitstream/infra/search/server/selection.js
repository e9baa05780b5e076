// The picture that the results belong to: large, with its codes, what is known of it, and its near
// duplicates.

import * as api from './api.js';
import {codeAt, draw} from './codes.js';
import {chipPicture, element, picture, shortName} from './tiles.js';

const SHOWN_DUPLICATES = 8;
let codesShown = false;

/** Shows an image of the index; where its duplicates are the results, they are not shown again. */
export async function showImage(panel, image, seen, hrefOf, duplicates, signal) {
  const stage = frame(picture(image.id, 256, image.id, true));
  const near = element('div', {class: 'near'});
  panel.replaceChildren(
    heading('Selected picture'), stage, codesBar(stage, image.tokens, seen), facts(image), near);
  panel.hidden = false;
  if (duplicates) {
    near.append(element('a', {class: 'more', 'data-go': true,
      href: hrefOf({by: 'like', value: image.id})}, 'Similar pictures'));
  } else {
    await nearDuplicates(near, image, hrefOf, signal);
  }
}

/** Shows a picture that was brought along. */
export function showPicture(panel, file) {
  const url = URL.createObjectURL(file);
  const shown = element('img', {src: url, alt: 'The picture you search with'});
  shown.addEventListener('load', () => URL.revokeObjectURL(url));
  shown.addEventListener('error', () => shown.replaceWith(element('span', {class: 'no-picture'})));
  panel.replaceChildren(
    heading('Your picture'),
    frame(shown),
    element('p', {class: 'soft'}, file.name ? shortName(file.name) : 'A pasted picture',
      '. It was compared, and is not kept.'));
  panel.hidden = false;
}

/** What holds a picture, as wide as it may be without becoming too tall. */
function frame(shown) {
  const stage = element('div', {class: 'stage'}, shown);
  shown.addEventListener('load', () =>
    stage.style.setProperty('--ratio', shown.naturalWidth / shown.naturalHeight));
  return stage;
}

function heading(text) {
  return element('div', {class: 'heading'},
    element('h2', {}, text),
    element('a', {href: '/', class: 'close', 'aria-label': 'Back to the newest', 'data-go': true}, '×'));
}

function codesBar(stage, tokens, seen) {
  if (!tokens) {
    return element('p', {class: 'soft'}, 'Its visual codes have not arrived.');
  }
  const canvas = element('canvas', {class: 'codes', 'aria-hidden': 'true'});
  stage.append(canvas);
  const button = element('button', {type: 'button', id: 'codes', class: 'toggle'}, 'Visual codes');
  const different = new Set(tokens.codes).size;
  const usual = `${tokens.height} × ${tokens.width} codes, ${different} different`;
  const note = element('span', {class: 'soft', 'aria-live': 'off'}, usual);
  const update = (marked = null) => {
    button.setAttribute('aria-pressed', String(codesShown));
    canvas.hidden = !codesShown;
    if (codesShown) draw(canvas, tokens, seen, marked);
  };
  button.addEventListener('click', () => {
    codesShown = !codesShown;
    update();
  });
  canvas.addEventListener('pointermove', event => {
    const code = codeAt(canvas, tokens, seen, event.offsetX, event.offsetY);
    const times = tokens.codes.filter(other => other === code).length;
    note.textContent = code === null ? usual : `code ${code}, ${times} of ${tokens.codes.length} patches`;
    update(code);
  });
  canvas.addEventListener('pointerleave', () => {
    note.textContent = usual;
    update();
  });
  new ResizeObserver(() => update()).observe(stage);
  return element('div', {class: 'bar'}, button, note);
}

function facts(image) {
  const list = element('dl', {class: 'facts'});
  const add = (name, value) => list.append(element('dt', {}, name), element('dd', {}, value));
  add('id', image.id);
  add('time', new Date(image.eventTime).toLocaleString());
  add('from', image.partition < 0 ? image.topic : `${image.topic}, ${image.partition} @ ${image.offset}`);
  for (const [name, value] of Object.entries(image.attributes)) add(name, value);
  return list;
}

async function nearDuplicates(near, image, hrefOf, signal) {
  if (!image.hasTokens) return;
  const found = await api.duplicates(image.id, SHOWN_DUPLICATES + 1, signal);
  const images = found.images.slice(0, SHOWN_DUPLICATES);
  near.append(element('h3', {}, 'Near duplicates'));
  if (images.length === 0) {
    near.append(element('p', {class: 'soft'}, 'None: nothing else is almost the same.'));
    return;
  }
  near.append(
    element('ul', {class: 'strip'},
      ...images.map(other => chipPicture(other, hrefOf({by: 'like', value: other.id})))),
    element('a', {id: 'duplicates', class: 'more', 'data-go': true,
      href: hrefOf({by: 'duplicates', value: image.id})},
      found.images.length > SHOWN_DUPLICATES ? 'Show all' : 'Show as results'));
}
