/** What the gate said, in words. */
const VERDICTS: Readonly<Record<string, string>> = {
  bless: 'good enough to serve',
  reject: 'not good enough',
  insufficient: 'not known yet',
  infra_fail: 'could not be judged',
};

export function verdictText(verdict: string | null): string {
  return verdict === null ? 'not judged yet' : (VERDICTS[verdict] ?? verdict);
}
