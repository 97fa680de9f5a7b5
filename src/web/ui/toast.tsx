import { signal } from '@preact/signals';
import { t } from './language.ts';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => void) | undefined;
}

const shown = signal<readonly Toast[]>([]);
const LONG_MS = 8_000;
let last = 0;

const drop = (id: number): void => void (shown.value = shown.value.filter((one) => one.id !== id));

/** Says for a while that something is done; `undo` takes it back. */
export function toast(text: string, undo?: () => void): void {
  const id = ++last;
  shown.value = [...shown.value.slice(-2), { id, text, undo }];
  setTimeout(() => drop(id), LONG_MS);
}

export function Toasts() {
  return (
    <div class="toasts screen-only" role="status" aria-live="polite">
      {shown.value.map(({ id, text, undo }) => (
        <p key={id} class="toast">
          <span>{text}</span>
          {undo && (
            <button
              type="button"
              onClick={() => {
                drop(id);
                undo();
              }}
            >
              {t('撤销', 'Undo')}
            </button>
          )}
          <button type="button" class="quiet" aria-label={t('关闭', 'Close')} onClick={() => drop(id)}>
            ✕
          </button>
        </p>
      ))}
    </div>
  );
}
