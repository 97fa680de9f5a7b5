import { placedToPrefecture, regionNamed } from '../regions/region.queries.js';
import { parsePay } from '../vacancies/pay-text.js';
import { trades } from '../vacancies/trades.js';
import type { ImportJob } from './import-job.js';
import type { Cells } from './row.js';
import { listOf } from './words.js';

/** Adds to the job's figures what of a batch was understood: pay, place and trade, each for itself and whatever became of the row. */
export function recognise(job: ImportJob, batch: readonly { cells: Cells }[]): void {
  const [pay, place, trade] = job.kind === 'VACANCIES' ? ['pay', 'region', 'title'] : ['wageFloor', 'region', 'occupations'];
  const of = job.recognition;
  for (const { cells } of batch) {
    const [payText, placeText, tradeText] = [cells[pay!]?.trim(), cells[place!]?.trim(), cells[trade!]?.trim()];
    if (payText) {
      of.payStatedCount += 1;
      if (parsePay(payText)) of.payReadCount += 1;
    }
    if (placeText) {
      of.placeStatedCount += 1;
      const region = regionNamed(placeText);
      if (region && placedToPrefecture(region)) of.placedCount += 1;
    }
    if (tradeText && [tradeText, ...listOf(tradeText)].some((one) => trades().code(one) !== null)) of.codedCount += 1;
  }
}
