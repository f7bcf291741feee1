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
  let nuls = 0;
  let last = NEWLINE;
  return {
    push(chunk) {
      for (const byte of chunk) {
        if (byte === NEWLINE) {
          newlines += 1;
          if (last === RETURN) pairs += 1;
        } else if (byte === RETURN) returns += 1;
        else if (byte === NUL) nuls += 1;
        last = byte;
      }
    },
    lines: () => (last === NEWLINE ? newlines : newlines + 1),
    plain: () => nuls === 0 && returns === pairs && (pairs === 0 || pairs === newlines),
  };
}
