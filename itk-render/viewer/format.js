// Numbers and text as people read them.

export function duration(ms) {
  if (ms === undefined) {
    return '–';
  }
  const size = Math.abs(ms);
  if (size === 0) {
    return '0 ms';
  }
  if (size < 10) {
    return `${Number(ms.toPrecision(3))} ms`;
  }
  if (size < 999.5) {
    return `${Math.round(ms)} ms`;
  }
  if (size < 59995) {
    return `${(ms / 1000).toFixed(2)} s`;
  }
  const sign = ms < 0 ? '-' : '';
  const seconds = Math.round(size / 1000);
  if (seconds < 3600) {
    return `${sign}${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  }
  if (seconds < 48 * 3600) {
    return `${sign}${Math.floor(seconds / 3600)} h ${String(Math.floor(seconds / 60) % 60).padStart(2, '0')} min`;
  }
  return `${sign}${Math.round(seconds / 86400)} days`;
}

/** 1 span, 2 spans; `many` where an s is not enough. */
export function count(number, noun, many = `${noun}s`) {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : many}`;
}

export function bytes(number) {
  return number < 1024 ? `${number} B` : number < 1 << 20 ? `${(number / 1024).toFixed(1)} KiB` :
    `${(number / (1 << 20)).toFixed(1)} MiB`;
}

// Controls, and the characters that reorder or hide text: a hostile name must look like what it is.
const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Text for <pre>: line breaks stay. */
export function visible(text) {
  return text.replace(hidden, (c) => `⟨U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

/** Text for a label: one line. */
export function oneLine(text) {
  return visible(text.replace(/[\r\n\t]+/g, ' '));
}

/** At most `most` characters, the last one an ellipsis. */
export function shorten(text, most) {
  return text.length <= most ? text : most < 2 ? '' : `${text.slice(0, most - 1)}…`;
}
