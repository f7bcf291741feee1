let leaves = false;
const stays = () => (leaves = false);

// A page that is asked for a file says so too, and stays: whatever is done on it afterwards shows that.
addEventListener('beforeunload', () => (leaves = true));
for (const done of ['keydown', 'pointerdown']) addEventListener(done, stays, true);

/** Whether the page goes away: the field that is left by that was not left by a person. */
export function isLeaving(): boolean {
  return leaves;
}
