import { describe, expect, test } from '@jest/globals';
import { nameDiskFault } from './disk-fault.js';

const coded = (code: string, message: string, path?: string) =>
  Object.assign(new Error(message), { code, path });

describe('nameDiskFault(error, dir)', () => {
  test.each([
    coded('ENOSPC', 'ENOSPC: no space left on device, write'),
    new Error('IO Error: Could not write file "/tmp/x": No space left on device'),
  ])('a full disk is told with what is left of it: %s', (error) => {
    const named = nameDiskFault(error, '/tmp') as Error;
    expect(named.name).toBe('DiskFault');
    expect(named.message).toMatch(/^disk full: \d+ MB free at \/tmp\. Make room/);
    expect(named.message).toContain(error.message);
  });

  test.each([
    coded('EROFS', "EROFS: read-only file system, mkdir '/tmp/x'", '/tmp/x'),
    new Error('IO Error: Cannot open file "/tmp/x": Permission denied'),
  ])('a folder that cannot be written is told by its path: %s', (error) => {
    const named = nameDiskFault(error, '/tmp') as Error;
    expect(named).toMatchObject({
      name: 'DiskFault',
      message: expect.stringMatching(/^\/tmp cannot be written: /) as unknown,
    });
  });

  test('a file elsewhere that cannot be read is told as it is', () => {
    const error = coded('EACCES', "EACCES: permission denied, open '/root/x.csv'", '/root/x.csv');
    expect(nameDiskFault(error, '/tmp')).toMatchObject({ name: 'DiskFault', message: error.message });
  });

  test('any other error stays as it is', () => {
    const error = new TypeError('x is not a function');
    expect(nameDiskFault(error, '/tmp')).toBe(error);
  });
});
