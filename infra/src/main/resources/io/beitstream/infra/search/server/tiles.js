// Pictures in lists: links that go on from there.

import {thumbnail} from './api.js';

/** An element with attributes and children; text becomes text, never markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  made.append(...children.filter(child => child !== null));
  return made;
}

/** The last part of an id, which tells most. */
export const shortName = id => id.split('/').filter(Boolean).pop() || id;

/** The picture of an image, or what stands for it where there is none. */
export function picture(id, size, alt, eager = false) {
  const shown = element('img', {
    src: thumbnail(id, size), alt, decoding: 'async', draggable: 'false',
    loading: eager ? 'eager' : 'lazy',
  });
  shown.addEventListener('error', () => {
    shown.replaceWith(
      element('span', {class: 'no-picture', role: 'img', 'aria-label': `${alt} (no picture)`}));
  });
  return shown;
}

/** A result. */
export function tile(image, href) {
  const near = image.similarity === undefined ? null : image.similarity.toFixed(2);
  const label = near === null ? image.id : `${image.id}, similarity ${near}`;
  return element('li', {},
    element('a', {href, class: 'tile', title: image.id, 'aria-label': label, 'data-go': true},
      element('span', {class: 'frame'}, picture(image.id, 256, image.id)),
      element('span', {class: 'caption'},
        element('span', {class: 'name'}, shortName(image.id)),
        near === null ? null : element('b', {}, near))));
}

/** A small picture of a strip. */
export function chipPicture(image, href) {
  return element('li', {},
    element('a', {href, title: image.id, 'aria-label': image.id, 'data-go': true},
      picture(image.id, 128, image.id, true)));
}

/** Arrow keys go from tile to tile, up and down by what is drawn there. */
export function arrowKeys(list) {
  list.addEventListener('keydown', event => {
    const links = [...list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    if (at < 0) return;
    const top = links[0].getBoundingClientRect().top;
    const columns = links.filter(link => Math.abs(link.getBoundingClientRect().top - top) < 4).length;
    const step = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns}[event.key];
    const next = step && links[at + step];
    if (next) {
      next.focus();
      event.preventDefault();
    }
  });
}
