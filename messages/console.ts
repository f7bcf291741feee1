import type { Way } from './way.js';

/** Writes the text wherever lines for people go. */
export function consoleWay(write: (text: string) => void): Way {
  return {
    name: 'console',
    send({ text }) {
      write(text);
      return Promise.resolve();
    },
  };
}
