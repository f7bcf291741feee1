import type { Alarm } from './alarms.js';

const CHANGED: Readonly<Record<Alarm['stream'], string>> = {
  model: 'the champion is no longer as right as it says',
  human: 'you do other things than your clone expects',
  champion: 'the champion is proven worse than the base rate',
};

/** What has changed, for who reads a message, and what is done about it. */
export function alarmText({ stream, at }: Alarm): string {
  const since = stream === 'champion' ? at : `since ${at.slice(0, 10)}`;
  return `learning: ${CHANGED[stream]} (${since}); it is trained anew`;
}
