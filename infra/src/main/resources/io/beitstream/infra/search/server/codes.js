// A picture's grid of visual codes, drawn over it.

const GOLDEN_RATIO = 0.6180339887498949;

/** The colour of a code, as on the demo's page: equal codes look equal, others differ. */
export function color(code) {
  const hue = (code * GOLDEN_RATIO) % 1;
  const brightness = 0.95 - 0.16 * (code % 3);
  const saturation = 0.45 + 0.2 * (Math.floor(code / 3) % 3);
  const channel = n => {
    const k = (n + hue * 6) % 6;
    const share = Math.max(0, Math.min(k, 4 - k, 1));
    return Math.round(255 * brightness * (1 - saturation * share));
  };
  return `rgb(${channel(5)} ${channel(3)} ${channel(1)})`;
}

/** The rectangle of a picture that the networks see. */
function seenArea(width, height, seen) {
  if (seen.square) return {x: 0, y: 0, width, height};
  const side = Math.min(width, height) * seen.share;
  return {x: (width - side) / 2, y: (height - side) / 2, width: side, height: side};
}

/**
 * Draws tokens on a canvas that covers the picture. The codes equal to one that is marked stand
 * out.
 */
export function draw(canvas, tokens, seen, marked = null) {
  const density = window.devicePixelRatio || 1;
  canvas.width = Math.round(canvas.clientWidth * density);
  canvas.height = Math.round(canvas.clientHeight * density);
  const area = seenArea(canvas.width, canvas.height, seen);
  const pen = canvas.getContext('2d');
  pen.clearRect(0, 0, canvas.width, canvas.height);
  const wide = area.width / tokens.width;
  const high = area.height / tokens.height;
  tokens.codes.forEach((code, i) => {
    const left = Math.round(area.x + (i % tokens.width) * wide);
    const top = Math.round(area.y + Math.floor(i / tokens.width) * high);
    const right = Math.round(area.x + (i % tokens.width + 1) * wide);
    const bottom = Math.round(area.y + (Math.floor(i / tokens.width) + 1) * high);
    pen.globalAlpha = marked === null ? 0.72 : code === marked ? 0.95 : 0.25;
    pen.fillStyle = color(code);
    pen.fillRect(left, top, right - left, bottom - top);
  });
  pen.globalAlpha = 1;
  pen.strokeStyle = 'rgb(255 255 255 / .8)';
  pen.lineWidth = density;
  pen.strokeRect(area.x + density / 2, area.y + density / 2, area.width - density, area.height - density);
}

/** The code under a point of the canvas, in CSS pixels; null beside the grid. */
export function codeAt(canvas, tokens, seen, x, y) {
  const area = seenArea(canvas.clientWidth, canvas.clientHeight, seen);
  const column = Math.floor((x - area.x) / area.width * tokens.width);
  const row = Math.floor((y - area.y) / area.height * tokens.height);
  const within = column >= 0 && row >= 0 && column < tokens.width && row < tokens.height;
  return within ? tokens.codes[row * tokens.width + column] : null;
}
