/**
 * How much detail a report keeps of a record, as a number: 0 for all of it, higher for what rounds or leaves out more.
 * From here on a record may be the sum of several executions: an order with its fills added up, of which another report
 * may have the fills.
 */
export const SUMS = 10_000_000;
