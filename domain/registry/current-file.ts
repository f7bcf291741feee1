import { hash } from 'node:crypto';
import { canonicalJson, type Json } from '../algorithm/canonical-json.js';
import type { VersionRow } from './registry-rows.js';

/** What the bot reads: canonical bytes and a line end, without times, so that a version is always the same bytes. */
export function currentText({ version, sha256, parameters }: VersionRow): string {
  return `${canonicalJson({ parameters: JSON.parse(parameters) as Json, sha256, version })}\n`;
}

/** The strong ETag of what the bot reads. */
export function etagOf(row: VersionRow): string {
  return `"${hash('sha256', currentText(row), 'hex')}"`;
}
