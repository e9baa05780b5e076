// What is coming in, while it does.

import {chipPicture} from './tiles.js';

const SHOWN = 24;

/**
 * Follows the server's events.
 *
 * onNews is called with each event; the strip is kept by itself. It holds still while somebody
 * points at it.
 */
export function follow(strip, pulse, note, hrefOf, onNews) {
  let waiting = [];
  let sum = 0;
  let since = null;

  const busy = () => strip.matches(':hover') || strip.contains(document.activeElement);
  const flush = () => {
    if (waiting.length === 0 || busy()) return;
    put(waiting);
    waiting = [];
  };
  const put = images => {
    strip.prepend(...images.map(image => chipPicture(image, hrefOf({by: 'like', value: image.id}))));
    while (strip.children.length > SHOWN) strip.lastElementChild.remove();
  };
  const say = text => { note.textContent = text; };

  strip.addEventListener('pointerleave', flush);
  strip.addEventListener('focusout', () => setTimeout(flush));

  let events;
  const listen = () => {
    events = new EventSource('/api/events');
    events.addEventListener('open', () => pulse.classList.add('on'));
    events.addEventListener('error', () => {
      pulse.classList.remove('on');
      say('paused: the server does not answer');
    });
    events.addEventListener('news', take);
  };
  const take = event => {
    const news = JSON.parse(event.data);
    const before = since;
    since = news.images;
    if (before !== null && news.images > before) sum += news.images - before;
    say(sum === 0 ? 'nothing new since you came' : `${sum.toLocaleString()} new since you came`);
    if (news.arrived.length > 0) {
      const ids = new Set(news.arrived.map(image => image.id));
      waiting = [...news.arrived, ...waiting.filter(image => !ids.has(image.id))].slice(0, SHOWN);
      flush();
    }
    onNews(news);
  };
  listen();
  window.addEventListener('pagehide', () => events.close());
  // A page that the browser kept while others were looked at goes on.
  window.addEventListener('pageshow', event => { if (event.persisted) listen(); });
  return {fill: images => { if (strip.children.length === 0) put(images.slice(0, SHOWN)); }};
}
