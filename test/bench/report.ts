import { loadavg } from 'node:os';

export interface Figure {
  name: string;
  ours: number;
  reference: number;
  unit: string;
}

/** What a figure has to reach, in words and as a condition. */
export interface Goal {
  words: string;
  met: (figure: Figure) => boolean;
}

export const atMost = (times: number, plus = 0): Goal => ({
  words: `≤ ${times} ×${plus > 0 ? ` or + ${plus}` : ''}`,
  met: ({ ours, reference }) => ours <= Math.max(times * reference, plus > 0 ? reference + plus : 0),
});

/** The reference is a limit. */
export const within: Goal = { words: 'at most that', met: ({ ours, reference }) => ours <= reference };

export const atLeast = (times: number): Goal => ({ words: `≥ ${times} ×`, met: ({ ours, reference }) => ours >= times * reference });

/** Figures on stdout, one a line, as JSON or to be read; notes on stderr. */
export class Report {
  missed = 0;

  constructor(private readonly json: boolean) {}

  figure(figure: Figure, goal?: Goal): void {
    const ratio = figure.ours / figure.reference;
    const met = goal?.met(figure) ?? true;
    if (!met) this.missed += 1;
    const rounded = { name: figure.name, ours: round(figure.ours), reference: round(figure.reference), ratio: round(ratio), unit: figure.unit };
    const { name, ours, reference, unit } = rounded;
    const verdict = goal ? `goal ${goal.words}: ${met ? 'met' : 'MISSED'}` : 'no goal';
    process.stdout.write(
      this.json ? `${JSON.stringify(rounded)}\n` : `${name.padEnd(48)} ${ours} against ${reference} ${unit} · ${rounded.ratio} × · ${verdict}\n`,
    );
  }

  readonly note = (text: string): void => void process.stderr.write(`${text} (load ${loadavg()[0]!.toFixed(2)})\n`);
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
