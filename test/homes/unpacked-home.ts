import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small home as an earlier version left it, unpacked: see the README beside this file. */
export interface UnpackedHome {
  home: string;
  /** Every table as that version exported it, `<table>.csv`. */
  exports: string;
  /** What had been imported. */
  files: string;
  remove(): Promise<void>;
}

export async function unpackedHome(version: 'version-1'): Promise<UnpackedHome> {
  const folder = await mkdtemp(join(tmpdir(), 'tradeloop-home-'));
  execFileSync('tar', ['-xzf', join(import.meta.dirname, `${version}.tar.gz`), '-C', folder]);
  return {
    home: join(folder, 'home'),
    exports: join(folder, 'exports'),
    files: join(folder, 'files'),
    remove: () => rm(folder, { recursive: true }),
  };
}
