/** A file of this machine: a folder or several, and its name. */
const PATH = /(?<![\w.:/\\])(?:[A-Za-z]:[\\/]|\/)(?:[^\s"'`:,;()/\\]+[\\/])+([^\s"'`:,;()/\\]*)/g;

/** A text with the names of files in place of their paths, which are no business of who asks. */
export function withoutPaths(text: string): string {
  return text.replaceAll(PATH, (path: string, name: string) => name || (path.split(/[\\/]/).at(-2) ?? ''));
}
