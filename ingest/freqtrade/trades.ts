import { FileRefused } from '../../domain/errors.js';
import { jsonObject, textOf } from '../text/json-elements.js';
import { LONGEST_RECORD, plainText } from '../text/plain-text.js';

/** One element of the `trades` of a strategy, as it stands in the file. */
export interface StrategyTrade {
  strategy: string;
  /** The physical line, from 1, on which it begins. */
  line: number;
  raw: string;
}

const WITHIN_TRADES = 4;
const LONGEST_NAME = 1_000;

/**
 * The elements of every `strategy.<name>.trades` of one JSON object as it comes in, the same however it is cut into
 * chunks; all else is passed over, so that a file of any length needs the memory of one trade. Whether an element is
 * JSON is for its reader to say. Throws {@link FileRefused} for a trade longer than {@link LONGEST_RECORD}, for NUL
 * bytes, and at the end for a file that is cut off.
 */
export function freqtradeTrades(): { push(chunk: Uint8Array): StrategyTrade[]; end(): StrategyTrade[] } {
  const text = plainText();
  let line = 1;
  let depth = 0;
  /** The brackets and keys that lead to the present place, as deep as the trades are. */
  const brackets: string[] = [];
  const keys: string[] = [];
  let inString = false;
  let escaped = false;
  /** The string that was read last outside a trade, which a colon makes a key. */
  let written = '';
  /** What of the present trade came with earlier chunks; undefined between trades. */
  let begun: string | undefined;
  let beganOn = 1;

  const inTrades = () =>
    brackets.slice(0, WITHIN_TRADES).join('') === '{{{[' && keys[0] === 'strategy' && keys[2] === 'trades';

  function take(fresh: string): StrategyTrade[] {
    const trades: StrategyTrade[] = [];
    let from = 0;

    function close(to: number): void {
      const raw = whole((begun ?? '') + fresh.slice(from, to));
      trades.push({ strategy: keys[1] ?? '', line: beganOn, raw });
      begun = undefined;
    }

    for (let at = 0; at < fresh.length; at++) {
      const sign = fresh[at] ?? '';
      if (sign === '\n') line += 1;
      if (inString) {
        if (escaped) escaped = false;
        else if (sign === '\\') escaped = true;
        else if (sign === '"') inString = false;
        if (inString && begun === undefined && written.length < LONGEST_NAME) written += sign;
        continue;
      }
      const between = sign <= ' ' || sign === ',';
      if (depth === WITHIN_TRADES && inTrades()) {
        if (begun === undefined && !between && sign !== ']' && sign !== '}')
          [begun, from, beganOn] = ['', at, line];
        else if (begun !== undefined && (between || sign === ']' || sign === '}')) close(at);
      }
      if (sign === '"') [inString, written] = [true, ''];
      else if (sign === ':' && depth < WITHIN_TRADES) keys[depth - 1] = asName(written);
      else if (sign === '{' || sign === '[') {
        if (depth < WITHIN_TRADES) brackets[depth] = sign;
        depth += 1;
      } else if (sign === '}' || sign === ']') {
        depth = Math.max(0, depth - 1);
        if (depth < WITHIN_TRADES) brackets.length = keys.length = depth;
      }
    }
    if (begun !== undefined) begun = whole(begun + fresh.slice(from));
    return trades;
  }

  function whole(raw: string): string {
    if (raw.length > LONGEST_RECORD)
      throw new FileRefused(`line ${beganOn}: a trade longer than ${LONGEST_RECORD} characters`);
    return raw;
  }

  return {
    push: (chunk) => take(text.push(chunk)),
    end() {
      const last = take(text.end());
      if (depth > 0 || inString)
        throw new FileRefused('JSON that ends inside its object: the file is cut off');
      return last;
    },
  };
}

/** A key as it is meant: without what escapes its quotes. */
function asName(written: string): string {
  return textOf(jsonObject(`{"name":"${written}"}`)?.['name']);
}
