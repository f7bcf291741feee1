/** What a look at a file's bytes as they pass tells of its lines. */
export interface LineShape {
  push(chunk: Uint8Array): void;
  lines(): number;
  /** False where lines end in more than one way or the file has NUL bytes, so that readers may differ on what its lines are. */
  plain(): boolean;
}

const NUL = 0;
const NEWLINE = 10;
const RETURN = 13;

export function lineShape(): LineShape {
  let newlines = 0;
  let returns = 0;
  let pairs = 0;
  let hasNul = false;
  let last = NEWLINE;
  return {
    // By searches, which run at the speed of memory, where a look at each byte would hold up the reading of a large file.
    push(chunk) {
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) {
        newlines += 1;
        if ((at === 0 ? last : chunk[at - 1]) === RETURN) pairs += 1;
      }
      for (let at = chunk.indexOf(RETURN); at !== -1; at = chunk.indexOf(RETURN, at + 1)) returns += 1;
      hasNul ||= chunk.includes(NUL);
      last = chunk.at(-1) ?? last;
    },
    lines: () => (last === NEWLINE ? newlines : newlines + 1),
    plain: () => !hasNul && returns === pairs && (pairs === 0 || pairs === newlines),
  };
}
