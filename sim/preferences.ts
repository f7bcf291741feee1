/** What the person does other than the algorithm advises: the ground truth that pattern detection has to find. */
export interface Preferences {
  /** Sells so many listed strikes above the advised one, on these underlyings. */
  higherStrikes: { underlyings: readonly string[]; steps: number };
  /** Sells half of the advised contracts and leaves the other shares uncovered, on these underlyings. */
  halvedQuantity: readonly string[];
  /** Does not roll on Fridays. */
  rollsOnFridays: boolean;
  /** Sells and rolls nothing in so many sessions before earnings. */
  quietBeforeEarningsSessions: number;
  /** Buys back as soon as this share of the premium is earned, whatever the advice says, on these underlyings. */
  earlyProfit: { underlyings: readonly string[]; share: number };
  /** Does not pay for buying back what is worth less than this, dollars per share. */
  ignoresBuyBackBelow: number;
  /** Lets calls expire that the algorithm wants to roll, on these underlyings. */
  letsExpire: readonly string[];
  /** Trades these on its own: sells puts, takes the shares, sells them again. */
  tradesAlone: readonly string[];
  /** Share of advice that is not looked at; where it is repeated the next session, it may be answered then. */
  misses: number;
  /** Typical delay after the open, minutes; half of the answers come sooner. */
  typicalDelayMinutes: number;
}

export const PREFERENCES: Preferences = {
  higherStrikes: { underlyings: ['DRFT', 'EMBR'], steps: 2 },
  halvedQuantity: ['LYRE'],
  rollsOnFridays: false,
  quietBeforeEarningsSessions: 3,
  earlyProfit: { underlyings: ['CNDL', 'JUNO'], share: 0.6 },
  ignoresBuyBackBelow: 0.05,
  letsExpire: ['HRTH'],
  tradesAlone: ['KELP'],
  misses: 0.08,
  typicalDelayMinutes: 70,
};

/** The preferences in plain words, one sentence each. */
export function inPlainWords(preferences: Preferences): string[] {
  const { higherStrikes, earlyProfit } = preferences;
  const list = (names: readonly string[]) => names.join(' and ');
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return [
    `On ${list(higherStrikes.underlyings)} calls are sold ${higherStrikes.steps} listed strikes above the advised one, in rolls too.`,
    `On ${list(preferences.halvedQuantity)} half of the advised contracts are sold and the other shares stay uncovered.`,
    ...(preferences.rollsOnFridays ? [] : ['Nothing is rolled on a Friday.']),
    `In the ${preferences.quietBeforeEarningsSessions} sessions before earnings nothing is sold or rolled.`,
    `On ${list(earlyProfit.underlyings)} calls are bought back once ${percent(earlyProfit.share)} of the premium is earned, while the advice is still to hold.`,
    `Nothing worth less than ${preferences.ignoresBuyBackBelow.toFixed(2)} a share is bought back.`,
    `On ${list(preferences.letsExpire)} calls are left to expire or be assigned where the advice is to roll them.`,
    `${list(preferences.tradesAlone)} is traded without advice: puts are sold, and shares that come of it are sold again.`,
    `${percent(preferences.misses)} of the advice is not looked at; where it is repeated the next session, it may be answered then.`,
    `The typical answer comes ${preferences.typicalDelayMinutes} minutes after the open.`,
  ];
}
