// The server's answers. What it refuses becomes an Error whose message is a sentence.

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Error('The server does not answer. Is it still running?');
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(answer.error || `The server answered with status ${response.status}.`);
  }
  return answer;
}

const imagePath = id => `/api/images/${encodeURIComponent(id)}`;

function parameters(values, filters = {}) {
  const query = new URLSearchParams(values);
  for (const [name, value] of Object.entries(filters)) query.set(`attr.${name}`, value);
  return query;
}

export const thumbnail = (id, size) => `${imagePath(id)}/thumbnail?size=${size}`;
export const status = () => call('/api/status');
export const image = (id, signal) => call(imagePath(id), {signal});
export const newest = (count, signal) => call(`/api/newest?count=${count}`, {signal});

export const duplicates = (id, count, signal) =>
  call(`${imagePath(id)}/duplicates?k=${count}`, {signal});

export const byWords = (text, count, filters, signal) =>
  call(`/api/search?${parameters({text, k: count}, filters)}`, {signal});

export const byImage = (like, count, filters, signal) =>
  call(`/api/search?${parameters({like, k: count}, filters)}`, {signal});

export const byPicture = (file, count, filters, signal) =>
  call(`/api/search?${parameters({k: count}, filters)}`, {
    method: 'POST',
    headers: {'Content-Type': file.type || 'image/unknown'},
    body: file,
    signal,
  });
