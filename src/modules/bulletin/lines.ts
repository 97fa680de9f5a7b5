import { change, completion, excess, published, type Report, type ReportedFigure } from './bulletin.js';
import { fromWords, toWords } from './period.js';
import { quotient } from './rounding.js';
import { sentence } from './words.js';

/** A figure as `bulletin --json` prints it; what is absent is null. */
export interface Line {
  readonly id: string;
  readonly value: number | null;
  readonly num: number | null;
  readonly den: number | null;
  readonly unit: string;
  readonly from: string | null;
  readonly to: string;
  readonly published: string | null;
  readonly pct: string | null;
  readonly yoy: string | null;
  readonly overPlan: string | null;
  readonly text: string;
}

const FEN = 100n;

/** Fen as yuan, others as they are counted. */
const plain = (value: bigint, { indicator, figure }: ReportedFigure): number =>
  indicator.unit === 'FEN' || (figure.unit === 'ratio' && indicator.counted?.measure === 'SUM') ? Number(quotient(value, FEN, 0)) : Number(value);

function lineOf(reported: ReportedFigure): Line {
  const { figure, indicator, now, share } = reported;
  const ratio = figure.unit === 'ratio' ? now : share;
  return {
    id: figure.id,
    value: figure.unit === 'ratio' ? null : plain(now.value, reported),
    num: ratio ? plain(ratio.value, reported) : null,
    den: ratio?.whole ? plain(ratio.whole, reported) : null,
    unit: figure.unit,
    from: indicator.flow ? fromWords(now.period) : null,
    to: indicator.flow ? toWords(now.period) : now.period.last,
    published: published(reported),
    pct: completion(reported),
    yoy: change(reported),
    overPlan: excess(reported),
    text: sentence(reported),
  };
}

export const linesOf = ({ sections }: Report): Line[] => sections.flatMap(({ figures }) => figures.map(lineOf));
