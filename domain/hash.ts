import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * The id of what these parts name: the first 32 hex digits of the SHA-256 of their JSON array, so that ('a', 'bc') and ('ab', 'c')
 * differ. The same on every machine, whatever came before.
 */
export function hashId(...parts: string[]): string {
  return hashOfAll(parts);
}

/** The id of a list of any length: what {@link hashId} gives for its parts. */
export function hashOfAll(parts: readonly string[]): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(parts)))).slice(0, 32);
}
