import declared from '@jest/test-sequencer';

/** Its types are those of its CommonJS form, whose default is the module. */
const Sequencer = declared as unknown as typeof declared.default;
type Tests = Parameters<declared.default['sort']>[0];

/** What takes longest, most of it servers and processes of its own: begun first, so that no processor waits for it at the end. */
const LONG = [
  'start/start',
  'canaries/canaries',
  'races/races',
  'feed/feed',
  'corpus/corpus',
  'operations/replicas',
  'loans/model',
  'rights/mutants',
  'bulletin/bulletin',
  'search/in-step',
];

export default class Sequence extends Sequencer {
  override sort(tests: Tests): Tests {
    const place = ({ path }: Tests[number]): number => {
      const at = LONG.findIndex((name) => path.endsWith(`${name}.test.js`));
      return at < 0 ? LONG.length : at;
    };
    return (super.sort(tests) as Tests).toSorted((one, other) => place(one) - place(other));
  }
}
