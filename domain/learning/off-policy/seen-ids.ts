/** Whether an id comes for the first time, of as many ids as memory holds: sets of the language hold so many each. */
export function seenIds(mostInSet: number): (id: string | number) => boolean {
  let newest = new Set<string | number>();
  const sets = [newest];
  return (id) => {
    if (sets.some((set) => set.has(id))) return false;
    if (newest.size === mostInSet) sets.push((newest = new Set()));
    newest.add(id);
    return true;
  };
}
