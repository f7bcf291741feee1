/** Runs what is about the same one after another, as it comes. */
export function inTurns(): <T>(about: string, work: () => Promise<T>) => Promise<T> {
  const turns = new Map<string, Promise<unknown>>();
  return (about, work) => {
    const mine = (turns.get(about) ?? Promise.resolve()).then(work);
    const turn = mine
      .catch(() => undefined)
      .then(() => {
        if (turns.get(about) === turn) turns.delete(about);
      });
    turns.set(about, turn);
    return mine;
  };
}
