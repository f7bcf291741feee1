/**
 * What a terminal would act on instead of showing it: control characters, line and paragraph separators, and what turns
 * the direction of writing around.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const EACH_UNSEEN = new RegExp(UNSEEN, 'gu');

/** Whether all of a text is seen where it is shown. */
export function isPrintable(text: string): boolean {
  return !UNSEEN.test(text);
}

/**
 * A text as one line that a terminal shows and does nothing else with: `\u001b` for what it would act on, as in JSON.
 */
export function printable(text: string): string {
  return text.replace(EACH_UNSEEN, escaped);
}

/** As {@link printable}, of a text whose own line breaks stay. */
export function printableLines(text: string): string {
  return text.replace(EACH_UNSEEN, (character) => (character === '\n' ? character : escaped(character)));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
