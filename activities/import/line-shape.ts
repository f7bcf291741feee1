/** What a look at a file's bytes as they pass says about its lines. */
export interface LineShape {
  push(chunk: Uint8Array): void;
  lines(): number;
  /** How many of them end in a line break. */
  breaks(): number;
  /**
   * False where lines end in more than one way, the file has NUL bytes, or fields are protected as Excel does
   * (`="0012"`): readers may differ on what its lines and fields are.
   */
  plain(): boolean;
}

const NUL = 0;
const NEWLINE = 10;
const RETURN = 13;
const EQUALS = 61;
const QUOTE = 34;

export function lineShape(): LineShape {
  let newlines = 0;
  let returns = 0;
  let pairs = 0;
  let hasNul = false;
  let hasProtected = false;
  let last = NEWLINE;
  return {
    // By searches, which run at the speed of memory, where a look at each byte would hold up the reading of a large
    // file.
    push(chunk) {
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) {
        newlines += 1;
        if ((at === 0 ? last : chunk[at - 1]) === RETURN) pairs += 1;
      }
      for (let at = chunk.indexOf(RETURN); at !== -1; at = chunk.indexOf(RETURN, at + 1)) returns += 1;
      for (let at = chunk.indexOf(EQUALS); at !== -1 && !hasProtected; at = chunk.indexOf(EQUALS, at + 1))
        hasProtected = chunk[at + 1] === QUOTE;
      hasProtected ||= last === EQUALS && chunk[0] === QUOTE;
      hasNul ||= chunk.includes(NUL);
      last = chunk.at(-1) ?? last;
    },
    breaks: () => newlines,
    lines: () => (last === NEWLINE ? newlines : newlines + 1),
    plain: () => !hasNul && !hasProtected && returns === pairs && (pairs === 0 || pairs === newlines),
  };
}
