import { t } from '../ui/index.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '1234567890';

/** Keys on the screen: initials of pinyin, or the characters of a pass. */
export function Keys({ value, onChange, digits }: { readonly value: string; readonly onChange: (value: string) => void; readonly digits?: boolean }) {
  return (
    <div class="k-keys" role="group" aria-label={t('屏幕键盘', 'Keys')}>
      {[...(digits ? DIGITS : ''), ...LETTERS].map((key) => (
        <button key={key} type="button" onClick={() => onChange(value + (digits ? key : key.toLowerCase()))}>
          {key}
        </button>
      ))}
      <button type="button" class="k-key-wide" onClick={() => onChange([...value].slice(0, -1).join(''))}>
        {t('⌫ 退格', '⌫ Back')}
      </button>
      <button type="button" class="k-key-wide" onClick={() => onChange('')}>
        {t('清空', 'Clear')}
      </button>
    </div>
  );
}
