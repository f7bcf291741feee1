/**
 * What a terminal would act on instead of showing it: control characters, line and paragraph separators, and what turns
 * the direction of writing around.
 */
const UNSEEN = '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069';
const EACH_UNSEEN = new RegExp(`[${UNSEEN}]`, 'g');
/** A text of which all is seen where it is shown. */
export const PRINTABLE = new RegExp(`^[^${UNSEEN}]*$`);

/** The same of a text of several lines; it may come with the line breaks of Windows. */
export const PRINTABLE_LINES = new RegExp(`^(?:[^${UNSEEN}]|\\r?\\n)*$`);

/** Whether all of a text is seen where it is shown. */
export function isPrintable(text: string): boolean {
  return PRINTABLE.test(text);
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
